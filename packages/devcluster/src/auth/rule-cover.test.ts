import { expect, test } from "vitest";
import { missingRights } from "./rule-cover.ts";

const readConfigMaps = { apiGroups: [""], resources: ["configmaps"], verbs: ["get"] };

test("rights that are held are not missing, whichever rule grants them", () => {
  const owned = [readConfigMaps, { apiGroups: ["apps"], resources: ["*"], verbs: ["*"] }];
  const wanted = [
    readConfigMaps,
    { apiGroups: ["apps"], resources: ["deployments", "deployments/scale"], verbs: ["get", "*"] },
  ];
  expect(missingRights(owned, wanted)).toEqual([]);
});

test("missing verbs on the same thing are listed together, in order", () => {
  const wanted = [
    { apiGroups: [""], resources: ["secrets", "configmaps"], verbs: ["get", "list"] },
    { apiGroups: [""], resources: ["secrets"], resourceNames: ["s1"], verbs: ["update"] },
    { nonResourceURLs: ["/metrics"], verbs: ["get"] },
  ];
  expect(missingRights([readConfigMaps], wanted)).toEqual([
    '{APIGroups:[""], Resources:["configmaps"], Verbs:["list"]}',
    '{APIGroups:[""], Resources:["secrets"], ResourceNames:["s1"], Verbs:["update"]}',
    '{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}',
    '{NonResourceURLs:["/metrics"], Verbs:["get"]}',
  ]);
});

test("a right on one name does not cover all names, and everything is covered by everything only", () => {
  const oneSecret = { apiGroups: [""], resources: ["secrets"], resourceNames: ["s1"], verbs: ["get"] };
  const everything = { apiGroups: ["*"], resources: ["*"], verbs: ["*"] };
  expect(missingRights([oneSecret], [{ apiGroups: [""], resources: ["secrets"], verbs: ["get"] }])).toHaveLength(1);
  expect(missingRights([oneSecret], [everything])).toEqual(['{APIGroups:["*"], Resources:["*"], Verbs:["*"]}']);
  expect(missingRights([everything], [oneSecret, everything])).toEqual([]);
});
