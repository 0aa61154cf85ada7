import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { z } from "zod";
import { docsOfTable } from "../../tools/docs/docstrings";
import { pulumiExecutable, pulumiFolders } from "../../examples/pulumiCommand";
import { fieldNames } from "../../provider/jobs/fields";
import { dataFunctions } from "../../provider/jobs/functions";
import { checkModelChoices } from "../../provider/models/modelCheck";
import { argumentParsers, waitForChoices } from "../../provider/waiting/arguments";
import { connectionNames, settingNames, settingOf } from "../../provider/settings/settingTable";
import { packageSchema } from "../../tools/schema";
import { describeOnEngine } from "../support/engine";

const schemaFile = resolve(__dirname, "../../provider/plugin/schema.json");

const propertySchema = z.looseObject({ description: z.string().default(""), secret: z.boolean().default(false) });
const propertiesSchema = z.record(z.string(), propertySchema);
const objectSchema = z.object({
  description: z.string().default(""),
  properties: propertiesSchema,
  required: z.array(z.string()).default([]),
});
const enumSchema = z.object({ type: z.literal("string"), enum: z.array(z.object({ value: z.string() })) });
const schema = z
  .object({
    name: z.string(),
    version: z.string().optional(),
    keywords: z.array(z.string()),
    config: z.object({ variables: propertiesSchema }),
    provider: z.object({ inputProperties: propertiesSchema }),
    resources: z.record(
      z.string(),
      z.object({
        description: z.string(),
        isComponent: z.boolean(),
        inputProperties: propertiesSchema,
        requiredInputs: z.array(z.string()),
        properties: propertiesSchema,
        required: z.array(z.string()),
        methods: z.record(z.string(), z.string()),
      }),
    ),
    functions: z.record(z.string(), z.object({ description: z.string(), inputs: objectSchema, outputs: objectSchema })),
    types: z.record(z.string(), z.union([objectSchema, enumSchema])),
  })
  .parse(JSON.parse(readFileSync(schemaFile, "utf8")));

const job = found(schema.resources, "portkey:index:FineTuningJob");
const read = found(schema.functions, "portkey:index:getFineTuningJob");
const types = Object.entries(schema.types).flatMap(([token, type]) => ("enum" in type ? [] : [[token, type] as const]));
const typesOfObjects = Object.fromEntries(types);
const connection = found(typesOfObjects, "portkey:index:Connection").properties;

// That it is what the code says, `npm run docs -- --check` tells: see docs/generate.test.ts.
describe("the schema of the Pulumi package", () => {
  it("has no version, which the plugin adds, and the keywords that the Registry sorts by", () => {
    expect(schema.name).toBe("portkey");
    expect(schema.version).toBeUndefined();
    expect(schema.keywords).toEqual(expect.arrayContaining(["kind/native", "category/utility"]));
  });

  it("says where the package and its plugin are, once package.json has the repository", () => {
    const repository = { address: "https://github.com/owner/pulumi-portkey", version: "1.2.3" };
    expect(JSON.parse(packageSchema(repository))).toMatchObject({
      homepage: repository.address,
      repository: repository.address,
      pluginDownloadURL: "github://api.github.com/owner/pulumi-portkey",
    });
    expect(JSON.parse(packageSchema(null))).not.toHaveProperty("pluginDownloadURL");
  });

  it("has the job as a component that takes what the resource of the Node.js package takes", () => {
    expect(job.isComponent).toBe(true);
    expect(Object.keys(job.inputProperties)).toEqual([...Object.keys(argumentParsers), "connection"]);
    expect(job.requiredInputs).toEqual(["jobId"]);
    expect(job.inputProperties["timeout"]).toMatchObject({ oneOf: [{ type: "string" }, { type: "number" }] });
  });

  it.each([
    ["the component", job],
    ["getFineTuningJob", read.outputs],
    ["getLatestFineTuningJob", found(schema.functions, "portkey:index:getLatestFineTuningJob").outputs],
    ["each job of getFineTuningJobs", found(typesOfObjects, "portkey:index:Job")],
  ])("has every field of a job in %s, as its docstring says; status and jobId are always there", (_, outputs) => {
    const docs = docsOfTable("provider/jobs/fields.ts", "jobFields");
    const described = Object.entries(outputs.properties).map(([name, { description }]) => [name, description]);
    expect(Object.fromEntries(described)).toEqual({
      ...Object.fromEntries(fieldNames.map((name) => [name, docs(name)])),
      jobId: "The job's id, as the program gave it.",
    });
    expect(outputs.required).toEqual(["status", "jobId"]);
  });

  it("has every setting as a config variable and as an input of a provider, with the variables it comes from too", () => {
    expect(Object.keys(schema.config.variables)).toEqual(settingNames);
    expect(Object.keys(schema.provider.inputProperties)).toEqual(settingNames);
    for (const name of settingNames) {
      const { description } = found(schema.provider.inputProperties, name);
      expect(schema.config.variables[name]).toMatchObject({ description });
    }
    for (const name of settingNames) {
      for (const variable of settingOf(name).environment) {
        expect(schema.config.variables[name]?.description).toContain(`\`${variable}\``);
      }
    }
  });

  it("has config variables of one type each, and no default that would carry a key into a provider's inputs", () => {
    for (const variable of Object.values(schema.config.variables)) {
      expect(variable).toHaveProperty("type");
      expect(variable).not.toHaveProperty("oneOf");
      expect(variable).not.toHaveProperty("defaultInfo");
    }
  });

  it("has as secret what the table says, and every connection as a whole", () => {
    const secrets = settingNames.filter((name) => settingOf(name).secret !== "never");
    expect(secretsOf(schema.config.variables)).toEqual(secrets);
    expect(Object.keys(connection)).toEqual(connectionNames);
    expect(secretsOf(connection)).toEqual(secrets);
    expect(secretsOf(job.inputProperties)).toEqual(["connection"]);
    for (const name of Object.keys(dataFunctions)) {
      const { inputs } = found(schema.functions, `portkey:index:${name}`);
      expect(secretsOf(inputs.properties)).toEqual(["connection"]);
    }
  });

  it("has the methods of the resource, which return required strings", () => {
    expect(Object.keys(job.methods)).toEqual(["requireFineTunedModel", "fineTunedModelOr"]);
    for (const token of Object.values(job.methods)) {
      const { outputs } = found(schema.functions, token);
      expect(outputs.properties).toMatchObject({ fineTunedModel: { type: "string" } });
      expect(outputs.required).toEqual(["fineTunedModel"]);
    }
  });

  it.each([
    ["waitFor", "WaitFor", waitForChoices],
    ["checkModel", "CheckModel", checkModelChoices],
  ])("has %s as an enum %s, and as any text", (argument, name, choices) => {
    const token = `portkey:index:${name}`;
    expect(job.inputProperties[argument]).toMatchObject({ oneOf: [{ type: "string" }, { $ref: `#/types/${token}` }] });
    expect(found(schema.types, token)).toEqual({ type: "string", enum: choices.map((value) => ({ value })) });
  });

  it.each(["getLatestFineTuningJob", "getFineTuningJobCheckpoints"])("shows the pages' program for %s", (name) => {
    const { description } = found(schema.functions, `portkey:index:${name}`);
    for (const fence of ["```typescript", "```python", "```go"]) {
      expect(description).toContain(fence);
    }
    expect(job.description).toContain("{{% examples %}}");
  });

  it("accepts each duration as a number of seconds or a string", () => {
    const either = { oneOf: [{ type: "string" }, { type: "number" }] };
    expect(connection["requestTimeout"]).toMatchObject(either);
    expect(schema.provider.inputProperties["requestTimeout"]).toMatchObject(either);
    expect(schema.config.variables["requestTimeout"]).toMatchObject({ type: "string" });
  });

  it("describes all of it, in words for every language", () => {
    const objects = [
      ...Object.values(typesOfObjects),
      ...Object.values(schema.functions).flatMap(({ inputs, outputs }) => [inputs, outputs]),
    ];
    const all = [...objects.map(({ properties }) => properties), job.inputProperties, connection];
    const undescribed = all.flatMap((properties) =>
      Object.entries(properties).flatMap(([name, { description }]) => (description === "" ? [name] : [])),
    );
    expect(undescribed).toEqual([]);
    const undescribedTypes = Object.entries(schema.types).filter(
      ([, type]) => !("enum" in type) && type.description === "",
    );
    expect(undescribedTypes).toEqual([]);
    const prose = readFileSync(schemaFile, "utf8").replaceAll(/```.*?```/g, "");
    expect(prose).not.toMatch(/\{@|undefined|camelCase|@throws|@example/);
  });
});

describeOnEngine("an SDK made from the schema", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "portkey-schema-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ["python", "pulumi_portkey/fine_tuning_job.py"],
    ["go", "portkey/fineTuningJob.go"],
    ["nodejs", "fineTuningJob.ts"],
  ])(
    "in %s comes without a warning, and has the docstrings, with its own spelling of names",
    async (language, file) => {
      const printed = await generate(language, folder);
      expect(printed).toBe(`SDK has been written to ${join(folder, language)}`);
      expect(existsSync(join(folder, language, file))).toBe(true);
      expect(readFileSync(join(folder, language, file), "utf8")).toContain(job.description.split("\n")[0]);
      const { description } = found(job.inputProperties, "checkModel");
      expect(description).toContain("/checkModelWithin %}}");
      expect(readFileSync(join(folder, language, file), "utf8")).not.toMatch(/%\}\}/);
    },
  );
});

function generate(language: string, folder: string): Promise<string> {
  const cliFolder = pulumiFolders()[0] ?? "";
  const env = {
    ...process.env,
    PATH: [cliFolder, process.env["PATH"]].join(delimiter),
    PULUMI_HOME: join(folder, "home"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  const words = ["package", "gen-sdk", schemaFile, "--language", language, "--out", folder, "--color", "never"];
  return new Promise((done) => {
    execFile(join(cliFolder, pulumiExecutable), words, { env }, (_, stdout, stderr) =>
      done(`${stdout}${stderr}`.trim()),
    );
  });
}

function found<Value>(all: Readonly<Record<string, Value>>, token: string): Value {
  const value = all[token];
  if (value === undefined) {
    throw new Error(`The schema has no ${token}.`);
  }
  return value;
}

function secretsOf(properties: z.infer<typeof propertiesSchema>): string[] {
  return Object.keys(properties).filter((name) => properties[name]?.secret === true);
}
