import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { createKubectl, type Kubectl, type KubectlBinary } from "./kubectl.ts";
import { ROOT } from "./program.ts";

const SAMPLE = readFileSync(`${ROOT}operators/podset/config/samples/app_v1alpha1_podset.yaml`, "utf8").replace(
  /\n {2}namespace: .*/,
  "",
);

/** What a person does with kubectl on a cluster where the PodSet operator runs, each kubectl in a namespace of its own. */
export function kubectlSuite({ path, version }: KubectlBinary, kubeconfig: () => string): void {
  describe(`kubectl ${version}`, () => {
    const namespace = `kubectl-${version.replaceAll(/[^a-z0-9]+/g, "-")}`;
    const cacheDir = mkdtempSync(join(tmpdir(), "homeostat-kubectl-"));
    const sample = (replicas: number | string): string => SAMPLE.replace("replicas: 3", `replicas: ${replicas}`);
    let k: Kubectl;

    /** The output of a command that has to succeed. */
    const ok = async (command: string, ...args: readonly string[]): Promise<string> => {
      const { code, stdout, stderr } = await k(command, ...args);
      expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: "" });
      return stdout;
    };
    const apply = (text: string, flags = ""): ReturnType<Kubectl> => k.with({ input: text })(`apply${flags} -f -`);
    const available = (count: number): Promise<string> =>
      ok(`wait --for=jsonpath={.status.availableReplicas}=${count} podset/podset-sample --timeout=20s`);
    const podNames = async (): Promise<string[]> =>
      (await ok("get pods -l app=podset-sample --field-selector=status.phase=Running -o name"))
        .split("\n")
        .filter(Boolean);
    const running = async (count: number): Promise<string[]> => {
      await available(count);
      await ok("wait --for=condition=Ready pod -l app=podset-sample --timeout=20s");
      return podNames();
    };

    beforeAll(async () => {
      k = createKubectl(path, { kubeconfig: kubeconfig(), namespace, cacheDir });
      await ok(`create namespace ${namespace}`);
      expect(await apply(SAMPLE)).toEqual({
        code: 0,
        stdout: "podset.app.example.com/podset-sample created\n",
        stderr: "",
      });
      await running(3);
    });

    test("get shows PodSets and Pods in every output format", async () => {
      const [podsets, pods, wide, json, yaml, paths, columns, sorted] = await Promise.all([
        ok("get podsets"),
        ok("get pods"),
        ok("get pods -o wide"),
        ok("get podset podset-sample -o json"),
        ok("get podset podset-sample -o yaml"),
        ok("get pods -o", "jsonpath={.items[*].status.phase}"),
        ok("get pods -o custom-columns=NAME:.metadata.name,OWNER:.metadata.ownerReferences[0].kind"),
        ok("get pods --sort-by=.metadata.name --no-headers -o custom-columns=:.metadata.name"),
      ]);
      expect(podsets).toMatch(/^NAME +DESIRED +AVAILABLE +AGE\npodset-sample +3 +3 +\d+s\n$/);
      expect(pods).toMatch(
        /^NAME +READY +STATUS +RESTARTS +AGE\n(podset-sample-pod\w{5} +1\/1 +Running +0 +\d+s\n){3}$/,
      );
      expect(wide).toMatch(/ +IP +NODE +NOMINATED NODE +READINESS GATES\n.* 10\.\S+ +node-1 +<none> +<none>\n/);
      expect(JSON.parse(json)).toMatchObject({ spec: { replicas: 3 }, status: { availableReplicas: 3 } });
      expect(yaml).toContain(
        "\nspec:\n  replicas: 3\nstatus:\n  availableReplicas: 3\n  podNames:\n  - podset-sample-pod",
      );
      expect(paths).toBe("Running Running Running");
      expect(columns).toMatch(/^NAME +OWNER\n(podset-sample-pod\w{5} +PodSet\n){3}$/);
      const names = sorted.trim().split(/\s+/);
      expect(names).toEqual([...names].sort());
    });

    test("scale to 5 runs 5 Pods, which a watch shows; scale to 2 keeps 2 of them", async () => {
      const watching = k.until(
        (text) => text.split("\n").filter((line) => line.includes("Running")).length >= 5,
        "get pods --watch",
      );
      expect(await ok("scale podset/podset-sample --replicas=5")).toBe("podset.app.example.com/podset-sample scaled\n");
      const five = await running(5);
      expect(five).toHaveLength(5);
      expect(await watching).toMatch(/^NAME +READY +STATUS +RESTARTS +AGE\n/);
      await ok("scale podset/podset-sample --replicas=2");
      const two = await running(2);
      expect(two).toHaveLength(2);
      expect(five).toEqual(expect.arrayContaining(two));
    });

    test("a deleted Pod is replaced", async () => {
      const [victim = "", other = ""] = await podNames();
      expect(await ok(`delete ${victim}`)).toContain(`"${victim.slice("pod/".length)}" deleted`);
      const after = await running(2);
      expect(after).toHaveLength(2);
      expect(after).toContain(other);
      expect(after).not.toContain(victim);
    });

    test("what the schema forbids is refused with the name of the field", async () => {
      const refused = async (text: string): Promise<string> => {
        const { code, stderr } = await apply(text);
        expect(code).toBe(1);
        return stderr;
      };
      const [eleven, word, unknown, garbage, scaled] = await Promise.all([
        refused(sample(11)),
        refused(sample("many")),
        refused(SAMPLE.replace("replicas", "replicaz")),
        refused("spec: ["),
        k("scale podset/podset-sample --replicas=11"),
      ]);
      expect(eleven).toBe(
        'The PodSet "podset-sample" is invalid: spec.replicas: Invalid value: 11: spec.replicas in body should be less than or equal to 10\n',
      );
      expect(word).toContain('spec.replicas in body must be of type integer: "string"');
      expect(unknown).toContain('unknown field "spec.replicaz"');
      expect(garbage).toContain("error parsing STDIN");
      expect(scaled).toMatchObject({ code: 1, stderr: eleven });
    });

    test("describe shows the state with the operator's events, logs and explain tell more", async () => {
      const [pod = ""] = await podNames();
      const [podset, described, logs, tree, explained, events, oldEvents] = await Promise.all([
        ok("describe podset podset-sample"),
        ok(`describe ${pod}`),
        ok(`logs ${pod}`),
        ok("explain podset --recursive"),
        ok("explain podset.spec"),
        ok("events --for podset/podset-sample"),
        ok("get events --field-selector involvedObject.kind=PodSet --sort-by=.metadata.creationTimestamp"),
      ]);
      expect(podset).toMatch(/^Spec:\n {2}Replicas: +2$/m);
      expect(podset).toMatch(/^ {2}Normal +Created +\S+ +podset +Created pod podset-sample-pod\w{5}$/m);
      expect(podset).toMatch(
        /^ {2}Normal +Deleted +\S+ +podset +Deleted pod podset-sample-pod\w{5}: there are too many$/m,
      );
      expect(described).toMatch(/^Controlled By: +PodSet\/podset-sample$/m);
      expect(described).toMatch(/^ {2}Normal +Scheduled .* Successfully assigned .* to node-1$/m);
      expect(logs).not.toBe("");
      expect(tree).toMatch(/\n {2}spec\t<Object> -required-\n {4}replicas\t<integer>\n/);
      expect(explained).toMatch(/DESCRIPTION:\n +PodSetSpec defines the desired state of PodSet/);
      expect(explained).toMatch(/replicas\t<integer>\n +Replicas is the desired number of pods for the PodSet/);
      expect(events).toMatch(/Normal +Created +PodSet\/podset-sample +Created pod /);
      expect(oldEvents).toMatch(/Normal +Created +podset\/podset-sample +Created pod /);
    });

    test("apply, diff, edit, patch, label and annotate change what they say", async () => {
      expect((await apply(sample(2))).stdout).toBe("podset.app.example.com/podset-sample configured\n");
      expect((await apply(sample(2))).stdout).toBe("podset.app.example.com/podset-sample unchanged\n");
      const diff = await k.with({ input: sample(4) })("diff -f -");
      expect(diff.code).toBe(1);
      expect(diff.stdout).toMatch(/\n {1}spec:\n-  replicas: 2\n\+  replicas: 4\n/);
      const editor = join(cacheDir, "editor.sh");
      writeFileSync(editor, '#!/bin/sh\nsed -i.bak "s/^  replicas: 2/  replicas: 3/" "$1"\n', { mode: 0o755 });
      expect(await k.with({ env: { KUBE_EDITOR: editor } })("edit podset podset-sample")).toMatchObject({
        code: 0,
        stdout: "podset.app.example.com/podset-sample edited\n",
      });
      await available(3);
      expect(await ok("patch podset podset-sample --type=merge -p", '{"spec":{"replicas":1}}')).toBe(
        "podset.app.example.com/podset-sample patched\n",
      );
      await available(1);
      await ok("patch podset podset-sample --type=json -p", '[{"op":"replace","path":"/spec/replicas","value":2}]');
      await available(2);
      expect(await ok("label podset podset-sample tier=web")).toBe("podset.app.example.com/podset-sample labeled\n");
      expect((await k("label podset podset-sample tier=db")).stderr).toContain("--overwrite is false");
      // kubectl 1.27 writes "annotate".
      expect(await ok("annotate podset podset-sample note=hello")).toMatch(
        /^podset.app.example.com\/podset-sample annotated?\n$/,
      );
      expect(await ok("get podsets -l tier=web -o", "jsonpath={.items[*].metadata.annotations.note}")).toBe("hello");
    });

    test("server-side apply names the manager whose field would change", async () => {
      const first = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shared\ndata:\n  colour: blue\n";
      expect((await apply(first, " --server-side")).stdout).toBe("configmap/shared serverside-applied\n");
      const conflict = await apply(first.replace("blue", "red"), " --server-side --field-manager=other");
      expect(conflict.code).toBe(1);
      expect(conflict.stderr).toContain('Apply failed with 1 conflict: conflict with "kubectl": .data.colour');
      expect(
        (await apply(first.replace("blue", "red"), " --server-side --field-manager=other --force-conflicts")).code,
      ).toBe(0);
      expect(await ok("get configmap shared -o", "jsonpath={.data.colour}")).toBe("red");
    });

    test("built-in kinds are created, shown and deleted", async () => {
      const other = `${namespace}-other`;
      await Promise.all([
        (async () => {
          expect(await ok("create configmap settings --from-literal=colour=blue")).toBe("configmap/settings created\n");
          expect(await ok("get configmap settings")).toMatch(/^NAME +DATA +AGE\nsettings +1 +\d+s\n$/);
          expect(await ok("delete configmap settings")).toContain('configmap "settings" deleted');
          expect(await k("get configmap settings")).toMatchObject({
            code: 1,
            stderr: 'Error from server (NotFound): configmaps "settings" not found\n',
          });
        })(),
        (async () => {
          await ok("create secret generic login --from-literal=password=open-sesame");
          expect(await ok("describe secret login")).toMatch(/^password: +11 bytes$/m);
          await ok("delete secret login");
        })(),
        (async () => {
          await ok(`create namespace ${other}`);
          expect((await k(`delete namespace ${other}`)).stdout).toContain(`namespace "${other}" deleted`);
          expect((await k(`get namespace ${other}`)).code).toBe(1);
        })(),
        (async () => {
          await ok("create deployment web --image=nginx --replicas=2");
          expect(await ok("rollout status deployment/web --timeout=20s")).toContain(
            'deployment "web" successfully rolled out',
          );
          await ok("wait --for=condition=Ready pod -l app=web --timeout=20s");
          expect(await ok("get deployment web")).toMatch(
            /^NAME +READY +UP-TO-DATE +AVAILABLE +AGE\nweb +2\/2 +2 +2 +\d+s\n$/,
          );
          await ok("delete deployment web");
          await ok("wait --for=delete pod -l app=web --timeout=20s");
        })(),
      ]);
    });

    test("the cluster tells about itself", async () => {
      const [can, cannot, who, resources, versions, info, all, ready, nodes, unknown] = await Promise.all([
        ok("auth can-i create pods"),
        k("auth can-i create pods --as=nobody"),
        k("auth whoami"),
        ok("api-resources"),
        ok("api-versions"),
        ok("cluster-info"),
        ok("get all -A"),
        ok("get --raw /readyz"),
        ok("get nodes"),
        k("get wombats"),
      ]);
      expect(can).toBe("yes\n");
      expect(cannot).toMatchObject({ code: 1, stdout: "no\n" });
      // kubectl 1.27 knows only the alpha and beta versions of the review, which a 1.36 server does not have.
      if (version.startsWith("v1.27.")) expect(who.stderr).toContain("the selfsubjectreviews API is not enabled");
      else expect(who.stdout).toMatch(/^Username +admin\nGroups +\[system:masters system:authenticated\]$/m);
      expect(resources).toMatch(/^podsets +app\.example\.com\/v1alpha1 +true +PodSet$/m);
      expect(versions.split("\n")).toEqual(expect.arrayContaining(["app.example.com/v1alpha1", "apps/v1", "v1"]));
      // Before 1.32 also in colours where nobody sees them.
      expect(stripVTControlCharacters(info)).toMatch(
        /Kubernetes control plane is running at \S*https:\/\/127\.0\.0\.1:\d+/,
      );
      expect(all).toMatch(/service\/kubernetes +ClusterIP/);
      expect(all).toMatch(/pod\/podset-sample-pod\w{5} +1\/1 +Running/);
      expect(ready).toBe("ok");
      expect(nodes).toMatch(/^node-1 +Ready +<none> +\d+s +v1\.\d+\.\d+$/m);
      expect(unknown).toMatchObject({ code: 1, stderr: 'error: the server doesn\'t have a resource type "wombats"\n' });
    });

    test("the Pods of a deleted PodSet go by garbage collection", async () => {
      expect(await ok("delete podset podset-sample")).toContain('podset.app.example.com "podset-sample" deleted');
      await ok("wait --for=delete pod -l app=podset-sample --timeout=20s");
      expect(await k("get pods")).toMatchObject({ code: 0, stderr: `No resources found in ${namespace} namespace.\n` });
    });
  });
}
