/**
 * The changelog's part in a release. `npm version` calls `changelog.mjs release VERSION`, which gives what is unreleased its version and date;
 * the publish workflow calls `changelog.mjs notes VERSION`, which prints what has changed, or fails where nothing is said of it.
 */
import { readFileSync, writeFileSync } from "node:fs";

const file = "CHANGELOG.md";
const unreleased = "## Unreleased";

/** Returns the lines of a section, its heading aside. */
function section(text, heading) {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line === heading || line.startsWith(`${heading} - `));
  const length = lines.slice(start + 1).findIndex((line) => line.startsWith("## "));
  const body = start < 0 ? [] : lines.slice(start + 1, length < 0 ? undefined : start + 1 + length);
  const content = body.join("\n").trim();
  if (content === "") {
    throw new Error(`${file} says nothing under "${heading}".`);
  }
  return content;
}

const commands = {
  release: (text, version) => {
    section(text, unreleased);
    const today = new Date().toISOString().slice(0, 10);
    writeFileSync(file, text.replace(unreleased, `${unreleased}\n\n## ${version} - ${today}`));
  },
  notes: (text, version) => process.stdout.write(`${section(text, `## ${version}`)}\n`),
};

const [command = "", version = ""] = process.argv.slice(2);
try {
  if (!Object.hasOwn(commands, command) || !/^\d+\.\d+\.\d+/.test(version)) {
    throw new Error("Usage: node .ci/changelog.mjs release|notes VERSION");
  }
  commands[command](readFileSync(file, "utf8"), version);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
