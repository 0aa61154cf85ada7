/**
 * Makes the archives that `pulumi plugin install` takes, and prints where they are: in dist, or in the folder that is given
 * (`npm run build:plugin -- FOLDER`). Without a platform it is the small one, the same for every platform, which runs on the Node.js on
 * PATH. `--platform linux-amd64`, once or more, makes the one that an engine on that platform looks for, which brings a Node.js; `all` makes
 * all of those.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { bundle, root } from "./archive/bundle.mjs";
import { bringNode, platforms } from "./archive/nodes.mjs";
import { startersFor } from "./archive/starters.mjs";

const { values, positionals } = parseArgs({
  options: { platform: { type: "string", multiple: true, default: [] } },
  allowPositionals: true,
});
const wanted = values.platform.includes("all") ? platforms : values.platform;
const unknown = wanted.find((platform) => !platforms.includes(platform));
if (unknown !== undefined) {
  process.stderr.write(`Unknown platform "${unknown}". The platforms are ${platforms.join(", ")}.\n`);
  process.exit(2);
}
const target = resolve(positionals[0] ?? join(root, "dist"));
const folder = join(target, "plugin");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const files = await bundle(version);

for (const platform of wanted.length === 0 ? [undefined] : wanted) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, contents] of [...files, ...startersFor(platform)]) {
    writeFileSync(join(folder, name), contents, { mode: name === "pulumi-resource-portkey" ? 0o755 : 0o644 });
  }
  if (platform !== undefined) {
    bringNode(platform, folder);
  }
  const name = ["pulumi-resource-portkey", `v${version}`, ...(platform === undefined ? [] : [platform])].join("-");
  // By its name alone: to a tar on Windows the colon of a drive is a remote host's.
  execFileSync("tar", ["-czf", `../${name}.tar.gz`, "."], { cwd: folder });
  process.stdout.write(`${relative(process.cwd(), join(target, `${name}.tar.gz`))}\n`);
}
