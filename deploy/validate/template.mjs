// Holds a CloudFormation template to what is known of each resource, offline: AWS's own schemas (cloudformation-validate,
// which the CDK brings along), the CDK's synthesis (CfnInclude), and cdk-nag's rules. Prints a line for each finding, and
// ends with 1 where there is one.
//
// What is meant so says it itself: Metadata.cdk_nag.rules_to_suppress of the resource, each rule with its reason. A rule
// that is acknowledged and finds nothing is a finding too.
//   node deploy/validate/template.mjs [template.yaml]
import { createRequire } from "node:module";
import { App, Stack } from "aws-cdk-lib";
import { CfnInclude } from "aws-cdk-lib/cloudformation-include";
import { AwsSolutionsChecks } from "cdk-nag";

const require = createRequire(createRequire(import.meta.url).resolve("aws-cdk-lib"));
const { CompositeEngine, TemplateFile } = require("@aws/cloudformation-validate");

const file = process.argv[2] ?? new URL("../template.yaml", import.meta.url).pathname;

// @returns {{resource: string, rule: string, message: string}[]}
function schemas() {
  const engine = new CompositeEngine();
  try {
    return engine
      .validateTemplate(new TemplateFile(file))
      .diagnostics.filter(found => found.severity !== "INFO")
      .map(found => ({ resource: found.entity?.logicalId ?? "", rule: found.ruleId, message: found.message }));
  } finally {
    engine.free();
  }
}

function synthesised() {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, "taskgate");
  const template = new CfnInclude(stack, "Template", { templateFile: file });
  const synthesis = Object.entries(stack._toCloudFormation().Resources ?? {});
  return { app, stack, template, synthesis };
}

function nag({ app, stack }) {
  return new AwsSolutionsChecks(app).validateScope(stack).violations.flatMap(violation =>
    violation.violatingResources.map(found => ({
      resource: found.constructPath.split("/").at(-1),
      rule: violation.ruleName,
      message: violation.description,
    })),
  );
}

function acknowledgements(synthesis) {
  return synthesis.flatMap(([resource, { Metadata }]) =>
    (Metadata?.cdk_nag?.rules_to_suppress ?? []).map(({ id, reason }) => ({ resource, rule: id, reason })),
  );
}

const synthesis = synthesised();
const meant = acknowledgements(synthesis.synthesis);
const found = [...schemas(), ...nag(synthesis)];
const same = (one, other) => one.resource === other.resource && one.rule === other.rule;
const lines = [
  ...found.filter(one => !meant.some(ack => same(ack, one))).map(one => `${one.resource}: ${one.rule}: ${one.message}`),
  ...meant.filter(ack => !ack.reason?.trim()).map(ack => `${ack.resource}: ${ack.rule} is acknowledged without a reason`),
  ...meant.filter(ack => !found.some(one => same(ack, one))).map(ack => `${ack.resource}: ${ack.rule} is acknowledged and finds nothing`),
];
lines.forEach(line => console.log(line));
console.log(`${file}: ${synthesis.synthesis.length} resources, ${meant.length} acknowledged, ${lines.length} findings`);
process.exitCode = lines.length > 0 ? 1 : 0;
