import { documentedJob } from "../support/jobs";

const job = `{ jobId: "${documentedJob.id}", waitFor: "succeeded" }`;

/** The model that every program's output must be. */
export const model = String(documentedJob["fine_tuned_model"]);

/** Programs that read a job, and what runs them without an engine. */
export const programs = {
  "program.cjs": `
    const portkey = require("pulumi-portkey");
    exports.model = new portkey.FineTuningJob("job", ${job}).requireFineTunedModel();`,
  "program.mjs": `
    import * as portkey from "pulumi-portkey";
    import { FineTuningJob } from "pulumi-portkey";
    if (portkey.FineTuningJob !== FineTuningJob) throw new Error("two classes");
    export const model = new FineTuningJob("job", ${job}).requireFineTunedModel();`,
  "program.ts": `
    import * as pulumi from "@pulumi/pulumi";
    import { FineTuningJob } from "pulumi-portkey";
    export const model: pulumi.Output<string> = new FineTuningJob("job", ${job}).requireFineTunedModel();`,
  "types.ts": `
    import * as pulumi from "@pulumi/pulumi";
    import { FineTuningJob, getFineTuningJob, type FineTuningJobArgs } from "pulumi-portkey";
    import { NotFoundError } from "pulumi-portkey/provider";
    import { PortkeySimulator, runProgram } from "pulumi-portkey/testing";
    const args: FineTuningJobArgs = ${job};
    const job = new FineTuningJob("job", args);
    export const model: pulumi.Output<string | undefined> = job.fineTunedModel;
    export const epochs: pulumi.Output<number | "auto" | undefined> = job.hyperparameters.apply((found) => found?.nEpochs);
    export const required: pulumi.Output<string> = job.requireFineTunedModel();
    export const status: Promise<string> = getFineTuningJob({ jobId: "ftjob-1" }).then((found) => found.status);
    export const names: string[] = [NotFoundError.name, PortkeySimulator.name, runProgram.name];`,
  "run.cjs": `
    // Runs a program as Pulumi's host would, with what a user's project has installed and nothing else.
    const pulumi = require("@pulumi/pulumi");
    const load = require(require.resolve("require-from-string", { paths: [require.resolve("@pulumi/pulumi")] }));
    pulumi.runtime.setMocks({
      call: ({ inputs }) => inputs,
      newResource: async ({ id, inputs }) => {
        if (inputs.__provider === undefined) return { id: "component", state: inputs };
        const { props } = await load(inputs.__provider).handler().read(id, inputs);
        return { id, state: props };
      },
    });
    (async () => {
      const program = await import(process.argv[2]);
      (program.model ?? program.default.model).apply((model) => console.log(model));
    })();`,
};

/** The same in a workspace, where the job is inside a component that a library makes. */
export const library = {
  "index.js": `
    const pulumi = require("@pulumi/pulumi");
    const { FineTuningJob } = require("pulumi-portkey");
    exports.Bot = class extends pulumi.ComponentResource {
      constructor(name) {
        super("library:index:Bot", name);
        this.model = new FineTuningJob(name, ${job}, { parent: this }).requireFineTunedModel();
        this.registerOutputs({ model: this.model });
      }
    };`,
};
export const programsWithLibrary = {
  "run.cjs": programs["run.cjs"],
  "program.cjs": `exports.model = new (require("library").Bot)("bot").model;`,
  "program.mjs": `import library from "library"; export const model = new library.Bot("bot").model;`,
};

const unitTest = (load: string): string => `
  ${load}
  const mocks = {
    newResource: ({ name, id, inputs }) => ({
      id: id ?? name,
      state: { ...inputs, status: "succeeded", fineTunedModel: "ft:mocked" },
    }),
    call: ({ inputs }) => inputs,
  };
  const valueOf = (output) => new Promise((resolve) => output.apply(resolve));
  test("deploys the mocked model at once, and requests nothing", async () => {
    await pulumi.runtime.setMocks(mocks);
    const job = new FineTuningJob("support-bot", ${job});
    if ((await valueOf(job.requireFineTunedModel())) !== "ft:mocked") throw new Error("another model");
    if ((await valueOf(job.fineTunedModelOr("base"))) !== "ft:mocked") throw new Error("another model");
  });`;
const required = `const pulumi = require("@pulumi/pulumi"); const { FineTuningJob } = require("pulumi-portkey");`;
const imported = `import * as pulumi from "@pulumi/pulumi"; import { FineTuningJob } from "pulumi-portkey";`;

/** Users' unit tests with Pulumi's mocks. */
export const unitTests = {
  "plain.jest.js": unitTest(required),
  "typed.jest.ts": `// @ts-nocheck\n${unitTest(imported)}`,
  "runner.node.cjs": unitTest(`const { test } = require("node:test"); ${required}`),
  "module.node.mjs": unitTest(`import { test } from "node:test"; ${imported}`),
  "program.vitest.ts": unitTest(`import { test } from "vitest"; ${imported}`),
  "vitest.config.mjs": 'export default { test: { include: ["*.vitest.ts"] } };',
  "jest.config.json": JSON.stringify({
    testMatch: ["**/*.jest.*"],
    transform: { "\\.ts$": ["ts-jest", { diagnostics: false }] },
  }),
  "tsconfig.json": JSON.stringify({ compilerOptions: { module: "commonjs", ignoreDeprecations: "6.0" } }),
};
