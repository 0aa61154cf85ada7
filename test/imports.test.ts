import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { preProcessFile } from "typescript";

const repository = resolve(__dirname, "..");

/** The rooms of the core, the lowest first: each may import itself and those before it. */
const core = ["text/", "errors/", "settings/", "http/", "jobs/", "models/", "waiting/", "run"].map(
  (room) => `provider/${room}`,
);

/** What the files of a room may import, by the beginning of their path. The first room that fits a file is its own. */
const rooms: ReadonlyArray<{ readonly room: string; readonly mayImport: readonly string[] }> = [
  ...core.map((room, floor) => ({ room, mayImport: core.slice(0, floor + 1) })),
  { room: "provider/dynamic/", mayImport: [...core, "provider/dynamic/", "@pulumi/pulumi"] },
  { room: "provider/plugin/", mayImport: [...core, "provider/plugin/", "@pulumi/pulumi"] },
  { room: "provider/command/", mayImport: [...core, "provider/command/"] },
  { room: "provider/index", mayImport: ["provider/"] },
  // It stands in for the engine, so it uses all skins.
  { room: "sdk/testing/", mayImport: ["provider/", "sdk/", "@pulumi/pulumi"] },
  { room: "sdk/pulumi/", mayImport: [...core, "sdk/pulumi/", "sdk/providerText", "@pulumi/pulumi"] },
  { room: "sdk/", mayImport: [...core, "sdk/", "@pulumi/pulumi"] },
];
/** What no room may import, whatever its list says. */
const neverImported: ReadonlyArray<{ readonly by: RegExp; readonly what: string }> = [
  { by: /^sdk\/[^/]*$/, what: "sdk/testing" }, // no deployment loads it
  { by: /^(?!provider\/command\/)/, what: "provider/command" }, // nor that
];

interface Import {
  readonly from: string;
  readonly what: string;
}

function files(folder: string): string[] {
  return execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", folder], { cwd: repository })
    .toString()
    .split("\n")
    .filter((path) => path.endsWith(".ts"));
}

/** Lists what a file imports, types and `require` included; its own folder's files by their path in the repository. */
function importsOf(from: string, text = readFileSync(join(repository, from), "utf8")): Import[] {
  return preProcessFile(text, true, true).importedFiles.map(({ fileName }) => ({
    from,
    what: fileName.startsWith(".") ? relative(repository, resolve(repository, dirname(from), fileName)) : fileName,
  }));
}

function isForbidden({ from, what }: Import): boolean {
  const room = rooms.find((one) => from.startsWith(one.room));
  const isOwn = /^(provider|sdk|test|examples|docs|tools)\b/.test(what) || what.startsWith("@pulumi/");
  return (
    room !== undefined &&
    ((isOwn && !room.mayImport.some((allowed) => `${what}/`.startsWith(allowed))) ||
      neverImported.some((rule) => rule.by.test(from) && what.startsWith(rule.what)))
  );
}

describe("the rule of imports", () => {
  it("holds for every file of the rooms: left never imports right, and no skin another", () => {
    const imports = [...files("provider"), ...files("sdk")].flatMap((path) => importsOf(path));
    expect(imports.length).toBeGreaterThan(300);
    expect(imports.filter(isForbidden)).toEqual([]);
  });

  it("has a room for every file", () => {
    const strangers = [...files("provider"), ...files("sdk")].filter(
      (path) => !rooms.some(({ room }) => path.startsWith(room)),
    );
    expect(strangers).toEqual([]);
  });

  it.each([
    ["provider/text/words.ts", "../errors"],
    ["provider/jobs/job.ts", "@pulumi/pulumi"],
    ["provider/plugin/plugin.ts", "../dynamic/fineTuningJobProvider"],
    ["provider/index.ts", "../sdk"],
    ["sdk/testing/runProgram.ts", "../../provider/command/main"],
    ["sdk/invoke.ts", "./testing"],
    ["sdk/pulumi/statusLine.ts", "../program"],
  ])("is broken where %s imports %s", (from, what) => {
    for (const text of [`import "${what}";`, `import type { X } from "${what}";`, `const x = require("${what}");`]) {
      expect(importsOf(from, text).filter(isForbidden)).toHaveLength(1);
    }
  });

  it("lets an example import nothing but the package, as its copies do", () => {
    const imports = files("examples")
      .filter((path) => path.split("/").length > 2)
      .flatMap((path) => importsOf(path));
    expect(imports.filter(({ what }) => what.startsWith("provider") || what.startsWith("sdk"))).toEqual([]);
  });
});
