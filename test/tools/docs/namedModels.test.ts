import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { modelsNamedIn, namedModels, passedModels } from "../../../tools/docs/namedModels";

const repository = resolve(__dirname, "../../..");
/** What a user reads. The guide of retired models is about those that end. */
const read = ["README.md", "docs", "examples", "sdk", "provider/plugin/schema.json"];
const ofTheRetired = "docs/how-to-guides/retired-models.md";

function filesIn(path: string): string[] {
  if (statSync(join(repository, path)).isFile()) {
    return [path];
  }
  return readdirSync(join(repository, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("node_modules"))
    .map((entry) => relative(repository, join(entry.parentPath, entry.name)));
}

const files = read.flatMap(filesIn).filter((path) => path !== ofTheRetired);
const named = files.flatMap((path) =>
  [...modelsNamedIn(readFileSync(join(repository, path), "utf8"))].map((model) => ({ path, model })),
);

describe("the models that pages and examples name", () => {
  it("have all an entry that says until when they serve", () => {
    expect(named.filter(({ model }) => !Object.hasOwn(namedModels, model))).toEqual([]);
  });

  it("are all that the table has", () => {
    expect(new Set(Object.keys(namedModels))).toEqual(new Set(named.map(({ model }) => model)));
  });

  it.each([
    ["accounts/fireworks/models/qwen3-8b", "accounts/fireworks/models/qwen3-8b"],
    ["custom-model/amazon.nova-lite-v1:0:300k/mnopqrstuvwx", "amazon.nova-lite-v1:0"],
    ["meta.llama3-1-8b-instruct-v1:0", "meta.llama3-1-8b-instruct-v1:0"],
    ["ft:gpt-4o-mini-2024-07-18:acme:support-bot:BQ7xzq1K", "gpt-4o-mini-2024-07-18"],
    ["gpt-4.1-mini-2025-04-14.ft-0a1b2c3d-support-bot", "gpt-4.1-mini-2025-04-14"],
    ["fine-tuned on gpt-3.5-turbo-0125.", "gpt-3.5-turbo-0125"],
    ["ft:davinci-002:my-org:suffix:7q8mpxmy", "davinci-002"],
    ["o4-mini-2025-04-16", "o4-mini-2025-04-16"],
    ["gemini-2.5-flash", "gemini-2.5-flash"],
  ])("are found in %j", (text, model) => {
    expect([...modelsNamedIn(text)]).toEqual([model]);
  });

  it.each(["https://docs.aws.amazon.com/bedrock/latest", "accounts/acme/models/support-bot-1", "ftjob-AF1WoRqd"])(
    "are none in %j",
    (text) => {
      expect([...modelsNamedIn(text)]).toEqual([]);
    },
  );

  it("are reported from the day on which they are shut down", () => {
    expect(passedModels(new Date("2027-09-30T23:59:59Z"))).toEqual([]);
    expect(passedModels(new Date("2027-10-01T00:00:00Z"))).toEqual([
      "gpt-4.1-mini-2025-04-14 was shut down on 2027-10-01: use another model in the pages and in tools/docs/namedModels.ts.",
    ]);
  });
});
