// Holds state machines to the States Language (asl-validator). Prints a line for each finding, and ends with 1 where
// there is one.
//   node deploy/validate/asl.mjs [folder or file]
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import validate from "asl-validator";

const given = process.argv[2] ?? new URL("../asl", import.meta.url).pathname;
const files = statSync(given).isDirectory()
  ? readdirSync(given).filter(name => name.endsWith(".asl.json")).sort().map(name => join(given, name))
  : [given];

const findings = files.flatMap(file => {
  const { errors } = (validate.default ?? validate)(JSON.parse(readFileSync(file, "utf8")));
  return errors.map(error => `${file}: ${error["Error code"]}: ${error.Message} ${JSON.stringify(error.path ?? "")}`);
});
findings.forEach(finding => console.log(finding));
console.log(`${files.length} state machines, ${findings.length} findings`);
process.exitCode = findings.length > 0 || files.length === 0 ? 1 : 0;
