/** Adds up the results of several test runs and ends with the line that counts. A test that ran in any of them did not skip. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const [failedSteps = "0", directory = "."] = process.argv.slice(2);
const outcomes = new Map();
for (const file of readdirSync(directory).filter((one) => one.endsWith(".json"))) {
  for (const suite of JSON.parse(readFileSync(join(directory, file), "utf8")).testResults) {
    if (suite.status === "failed" && suite.assertionResults.length === 0) outcomes.set(suite.name, "failed");
    for (const { fullName, status } of suite.assertionResults) {
      const key = `${suite.name} ${fullName}`;
      if (outcomes.get(key) !== "failed" && (status === "passed" || status === "failed" || !outcomes.has(key)))
        outcomes.set(key, status);
    }
  }
}
const count = (status) => [...outcomes.values()].filter((one) => one === status).length;
const passed = count("passed");
const failed = count("failed");
// A step fails with its tests; one that fails without them counts by itself.
const failures = Math.max(failed, Number(failedSteps));
console.log(`\n${passed} passed, ${failures} failed, ${outcomes.size - passed - failed} skipped`);
process.exitCode = failures === 0 && passed > 0 ? 0 : 1;
