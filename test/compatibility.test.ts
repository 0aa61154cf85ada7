import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { version } from "@pulumi/pulumi/version";
import { z } from "zod";
import { combinations } from "./install/table";

const repository = resolve(__dirname, "..");
const { engines, peerDependencies } = z
  .object({ engines: z.object({ node: z.string() }), peerDependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(resolve(repository, "package.json"), "utf8")));

const [, page = ""] = readFileSync(resolve(repository, "docs/compatibility.md"), "utf8").split("<!-- matrix -->");
const [, , ...rows] = page.split("\n").filter((line) => line.startsWith("|"));
const cells = rows.map((row) => row.split("|").map((cell) => cell.trim()));
const versions = cells.flatMap(([, , cell = ""]) => cell.split(", "));

describe("docs/compatibility.md, which npm run test:matrix writes,", () => {
  it("lists everything that the matrix runs, and nothing else", () => {
    expect(cells.map(([, title, , ran]) => `${title}: ${ran}`)).toEqual(
      combinations.map(({ title, checks }) => `${title}: ${checks.join("; ")}`),
    );
  });

  it("begins where package.json's ranges begin", () => {
    const [, oldestNode] = /^>=(\d+)$/.exec(engines.node) ?? [];
    const [, oldestPulumi] = /^\^([\d.]+)$/.exec(peerDependencies["@pulumi/pulumi"] ?? "") ?? [];
    expect(versions).toContainEqual(expect.stringMatching(new RegExp(`^Node\\.js ${oldestNode}\\.`)));
    expect(versions).toContain(`@pulumi/pulumi ${oldestPulumi}`);
  });

  it("goes as far as the @pulumi/pulumi that the suite runs with", () => {
    expect(versions).toContain(`@pulumi/pulumi ${version}`);
  });
});
