import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { drawn } from "./report";

const repository = resolve(__dirname, "../..");

describe("the benchmark's figures", () => {
  it("stand in the documentation as they were measured: npm run benchmark writes them", async () => {
    const files = await drawn();
    expect([...files.keys()].map((path) => relative(repository, path).replaceAll("\\", "/"))).toEqual([
      "docs/figures.md",
      "docs/images/benchmark.svg",
    ]);
    for (const [path, text] of files) {
      expect(readFileSync(path, "utf8")).toBe(text);
    }
  });
});
