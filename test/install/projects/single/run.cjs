// Runs a program as Pulumi's host would, with what a user's project has installed and nothing else. A warning of Node.js's ends it.
const { strictEqual } = require("node:assert");
const pulumi = require("@pulumi/pulumi");
const load = require(require.resolve("require-from-string", { paths: [require.resolve("@pulumi/pulumi")] }));

process.on("warning", (warning) => {
  throw warning;
});
pulumi.runtime.setMocks({
  call: ({ inputs }) => inputs,
  newResource: async ({ id, inputs }) =>
    inputs["__provider"] === undefined
      ? { id: "component", state: inputs }
      : { id, state: (await load(inputs["__provider"]).handler().read(id, inputs)).props },
});
import(process.argv[2]).then(async (program) => {
  const model = await new Promise((resolve) => (program.model ?? program.default.model).apply(resolve));
  strictEqual(model, "accounts/acme/models/support-bot-1");
});
