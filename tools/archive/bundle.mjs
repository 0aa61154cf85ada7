import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** Returns the files of the plugin by name: the start file, the bundled code, and its licences. */
export async function bundle(version) {
  const { outputFiles, metafile } = await build({
    // One file for all entry points. Each runs only when it is called.
    stdin: {
      resolveDir: join(root, "provider"),
      contents: `
        exports.serve = (...given) => require("./plugin/main.ts").serve(...given);
        exports.whenOrphaned = (end) => require("./plugin/orphan.ts").whenOrphaned(end);
        exports.main = (...given) => require("./command/main.ts").main(...given);
      `,
    },
    absWorkingDir: root,
    outfile: "main.js",
    write: false,
    metafile: true,
    bundle: true,
    minify: true,
    // The names of error classes must not change.
    keepNames: true,
    legalComments: "linked",
    platform: "node",
    target: "node20",
    logLevel: "warning",
  });
  const start = readFileSync(join(root, "provider/plugin/index.js"), "utf8")
    .replaceAll(/require\("..\/..\/dist\/provider\/\w+\/(main|orphan).js"\)/g, 'require("./main.js")')
    .replace('require("../../package.json")', JSON.stringify({ version }));
  return new Map([
    ["index.js", start],
    ...outputFiles.map(({ path, contents }) => [basename(path), contents]),
    ["LICENSE", readFileSync(join(root, "LICENSE"))],
    ["LICENSE.bundled", licencesOf(Object.keys(metafile.inputs))],
  ]);
}

/** Returns the licence of each package in the bundle. */
function licencesOf(sources) {
  const packages = sources.flatMap((source) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(source) ?? []);
  return [...new Set(packages)]
    .toSorted()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
      const files = readdirSync(join(root, folder));
      // Some packages have it only in their README.
      const file = [/^licen[cs]e/i, /^readme/i].flatMap((form) => files.find((name) => form.test(name)) ?? [])[0];
      return `${name} ${version} (${license})\n\n${readFileSync(join(root, folder, file), "utf8").trim()}\n`;
    })
    .join(`\n${"=".repeat(80)}\n\n`);
}
