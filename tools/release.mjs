/**
 * What a release writes and says. `npm version` calls `release.mjs check` before it changes anything, which refuses where the changelog says
 * nothing, or where package.json names no repository: what is read at npm and in the Pulumi Registry links to it. Then it calls
 * `release.mjs prepare OLD NEW`: the changelog's "Unreleased" gets its version and date, and the documentation and the examples name the new
 * version. The publish workflow calls `release.mjs notes VERSION`, which prints what has changed, or fails where nothing is said of it.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const changelog = "CHANGELOG.md";
/** Where the version stands for users to copy. */
const naming = ["README.md", "docs/*.md", "examples/*.md", "examples/*package.json"];
const unreleased = "## Unreleased";

/** Returns the lines of a section, its heading aside. */
function section(text, heading) {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line === heading || line.startsWith(`${heading} - `));
  const length = lines.slice(start + 1).findIndex((line) => line.startsWith("## "));
  const body = start < 0 ? [] : lines.slice(start + 1, length < 0 ? undefined : start + 1 + length);
  const content = body.join("\n").trim();
  if (content === "") {
    throw new Error(`${changelog} says nothing under "${heading}".`);
  }
  return content;
}

const commands = {
  check: () => {
    if (JSON.parse(readFileSync("package.json", "utf8")).repository?.url === undefined) {
      throw new Error(
        'package.json names no repository: write its address there as "repository", and run npm run docs.',
      );
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
