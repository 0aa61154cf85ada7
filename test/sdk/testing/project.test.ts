import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fullKey, projectName } from "../../../sdk/testing/project";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "portkey-project-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("the project's name", () => {
  it.each([
    ["Pulumi.yaml", "name: shop\nruntime: nodejs\n"],
    ["Pulumi.yaml", "# name: no\nruntime:\n  name: nodejs\nname: 'shop' # ours\n"],
    ["Pulumi.yml", 'name: "shop"\n'],
  ])("is found above, in %s: %j", (file, text) => {
    writeFileSync(join(folder, file), text);
    const tests = join(folder, "test/unit");
    mkdirSync(tests, { recursive: true });
    expect(projectName(tests)).toBe("shop");
  });

  it("has a fallback where there is no project", () => {
    expect(projectName(folder)).toBe("in-process");
  });
});

it("is the namespace of a key without one", () => {
  expect([fullKey("shop", "jobId"), fullKey("shop", "portkey:apiKey")]).toEqual(["shop:jobId", "portkey:apiKey"]);
});
