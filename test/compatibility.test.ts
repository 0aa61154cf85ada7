import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { version } from "@pulumi/pulumi/version";
import { z } from "zod";
import { readPage } from "./install/compatibilityPage";
import { matrix } from "./install/table";

const repository = resolve(__dirname, "..");
const { engines, peerDependencies } = z
  .object({ engines: z.object({ node: z.string() }), peerDependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(resolve(repository, "package.json"), "utf8")));

const page = readPage();
const versions = Object.values(page).flatMap((rows) => rows.flatMap(([, cell = ""]) => cell.split(", ")));

describe("docs/compatibility.md, which npm run test:matrix writes,", () => {
  it("has a row for everything that the matrix runs, and for nothing else", () => {
    const titlesOf = (titles: readonly (string | undefined)[]): string => titles.join("\n");
    expect(Object.keys(page)).toEqual(Object.keys(matrix));
    for (const [heading, combinations] of Object.entries(matrix)) {
      expect(titlesOf((page[heading] ?? []).map(([title]) => title))).toBe(
        titlesOf(combinations.map(({ title }) => title)),
      );
    }
  });

  it("shows nothing that fails otherwise than is known", () => {
    expect(
      Object.values(page)
        .flat(2)
        .filter((cell) => cell.includes("**fails**")),
    ).toEqual([]);
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
