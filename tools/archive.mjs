/**
 * Makes the archive that `pulumi plugin install` takes, the same for every platform: the plugin in one file, and what starts it with the
 * Node.js on PATH. `npm run build:plugin` prints where it is: in dist, or in the folder that is given (`npm run build:plugin -- FOLDER`).
 */
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const source = join(root, "provider/plugin");
const target = resolve(process.argv[2] ?? join(root, "dist"));
const folder = join(target, "plugin");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const executable = "pulumi-resource-portkey";
const archive = join(target, `${executable}-v${version}.tar.gz`);

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
await build({
  // One file for both, each of which is run only where it is asked for.
  stdin: {
    resolveDir: join(root, "provider"),
    contents: `
      exports.serve = (...given) => require("./plugin/main.ts").serve(...given);
      exports.whenOrphaned = (end) => require("./plugin/orphan.ts").whenOrphaned(end);
      exports.main = (...given) => require("./command/main.ts").main(...given);
    `,
  },
  outfile: join(folder, "main.js"),
  bundle: true,
  minify: true,
  // Errors are told apart by the names of their classes.
  keepNames: true,
  legalComments: "linked",
  platform: "node",
  target: "node20",
  logLevel: "warning",
});
const start = readFileSync(join(source, "index.js"), "utf8")
  .replaceAll(/require\("..\/..\/dist\/provider\/\w+\/(main|orphan).js"\)/g, 'require("./main.js")')
  .replace('require("../../package.json")', JSON.stringify({ version }));
writeFileSync(join(folder, "index.js"), start);
writeFileSync(
  join(folder, executable),
  `#!/bin/sh
command -v node >/dev/null || { echo "The Pulumi package portkey needs Node.js, and there is no node on PATH." >&2; exit 2; }
exec node "$(dirname "$0")/index.js" "$@"
`,
);
chmodSync(join(folder, executable), 0o755);
writeFileSync(join(folder, `${executable}.cmd`), '@node "%~dp0index.js" %*\r\n');
cpSync(join(root, "LICENSE"), join(folder, "LICENSE"));
execFileSync("tar", ["-czf", archive, "-C", folder, "."]);
process.stdout.write(`${relative(process.cwd(), archive)}\n`);
