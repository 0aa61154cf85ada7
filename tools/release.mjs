/**
 * Prepares releases. `npm version` first calls `release.mjs check`, which fails if the changelog has no entries under "Unreleased", or if
 * package.json has no repository, which pages on npm and in the Pulumi Registry link to. It then calls `release.mjs prepare OLD NEW`, which
 * puts the version and the date into the changelog, and updates the version in the documentation and the examples. The publish workflow
 * calls `release.mjs notes VERSION`, which prints the version's changes, or fails if there are none.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const changelog = "CHANGELOG.md";
/** Files with the version, for users to copy. */
const naming = ["README.md", "docs/*.md", "examples/*.md", "examples/*package.json"];
const unreleased = "## Unreleased";

/** Returns the lines of a section, without its heading. */
function section(text, heading) {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line === heading || line.startsWith(`${heading} - `));
  const length = lines.slice(start + 1).findIndex((line) => line.startsWith("## "));
  const body = start < 0 ? [] : lines.slice(start + 1, length < 0 ? undefined : start + 1 + length);
  const content = body.join("\n").trim();
  if (content === "") {
    throw new Error(`${changelog} has no entries under "${heading}".`);
  }
  return content;
}

const commands = {
  check: () => {
    if (JSON.parse(readFileSync("package.json", "utf8")).repository?.url === undefined) {
      throw new Error('package.json has no repository: add its address as "repository", then run npm run docs.');
    }
    section(readFileSync(changelog, "utf8"), unreleased);
  },
  prepare: (oldVersion, newVersion) => {
    commands.check();
    const text = readFileSync(changelog, "utf8");
    const today = new Date().toISOString().slice(0, 10);
    writeFileSync(changelog, text.replace(unreleased, `${unreleased}\n\n## ${newVersion} - ${today}`));
    for (const path of execFileSync("git", ["ls-files", "-z", ...naming], { encoding: "utf8" })
      .split("\0")
      .filter(Boolean)) {
      const named = readFileSync(path, "utf8");
      if (named.includes(oldVersion)) {
        writeFileSync(path, named.replaceAll(oldVersion, newVersion));
      }
    }
  },
  notes: (version) => process.stdout.write(`${section(readFileSync(changelog, "utf8"), `## ${version}`)}\n`),
};

const [command = "", ...versions] = process.argv.slice(2);
try {
  if (!Object.hasOwn(commands, command) || versions.length !== commands[command].length || !versions.every(isVersion)) {
    throw new Error("Usage: node tools/release.mjs check, prepare OLD NEW, or notes VERSION");
  }
  commands[command](...versions);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

function isVersion(text) {
  return /^\d+\.\d+\.\d+/.test(text);
}
