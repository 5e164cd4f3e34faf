import { expect, test } from "vitest";
import { createFileScope } from "./file-scope.ts";

test("types of one name from two groups, and two configurations of one name, stay apart", () => {
  const scope = createFileScope();
  const port = (group: string): string => scope.use("EndpointPort", `homeostat/apis/${group}/v1`);
  expect(["core", "discovery", "core"].map(port)).toEqual(["EndpointPort", "EndpointPort2", "EndpointPort"]);
  expect(["Port", "Port", "Spec"].map(scope.declare)).toEqual([
    "PortApplyConfiguration",
    "Port2ApplyConfiguration",
    "SpecApplyConfiguration",
  ]);
  expect(scope.imports()).toBe(
    'import type { EndpointPort } from "homeostat/apis/core/v1";\n' +
      'import type { EndpointPort as EndpointPort2 } from "homeostat/apis/discovery/v1";\n',
  );
});
