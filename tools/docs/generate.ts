import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { format, resolveConfig } from "prettier";
import { ownRepository } from "../repository";
import { packageSchema, schemaFile } from "../schema";
import { publishedPages, withAbsoluteLinks } from "./links";
import { sections } from "./sections";

const root = resolve(__dirname, "../..");

/**
 * Updates the schema of the Pulumi package, and the generated parts of the documentation. With `--check`, it writes nothing, and fails if
 * something is out of date.
 */
async function main(): Promise<void> {
  const write = process.argv.includes("--check") ? refuse : writeFileSync;
  for (const path of documents()) {
    const text = withLinks(path, await withSections(readFileSync(path, "utf8")));
    const options = await resolveConfig(path);
    keep(path, await format(text, { ...options, filepath: path }), write);
  }
  const schemaOptions = await resolveConfig(schemaFile);
  keep(schemaFile, await format(packageSchema(), { ...schemaOptions, filepath: schemaFile }), write);
}

function keep(path: string, current: string, write: (path: string, text: string) => void): void {
  if (!existsSync(path) || readFileSync(path, "utf8") !== current) {
    write(path, current);
  }
}

function refuse(path: string): never {
  throw new Error(`${relative(root, path)} is stale: run npm run docs.`);
}

function documents(): string[] {
  const pages = readdirSync(join(root, "docs"), { recursive: true, withFileTypes: true })
    .filter(({ name }) => name.endsWith(".md"))
    .map(({ parentPath, name }) => join(parentPath, name));
  return [join(root, "README.md"), join(root, "CONTRIBUTING.md"), ...pages.toSorted()];
}

/** Makes links absolute in pages that are also read outside the repository, if package.json has the repository's address. */
function withLinks(path: string, text: string): string {
  const page = relative(root, path).replaceAll("\\", "/");
  const repository = ownRepository();
  return repository !== undefined && publishedPages.includes(page) ? withAbsoluteLinks(page, text, repository) : text;
}

/** Fills the text between `<!-- NAME -->` and `<!-- /NAME -->`, or between `<!-- file PATH -->` and `<!-- /file -->`. */
async function withSections(text: string): Promise<string> {
  let filled = text;
  for (const [all, opening = "", name = "", argument = ""] of text.matchAll(
    /(<!-- (\w+)(?: ([^\s>]+))? -->).*?<!-- \/\2 -->/gs,
  )) {
    const section = sections[name];
    if (section !== undefined) {
      const content = await section(argument);
      filled = filled.replace(all, () => `${opening}\n\n${content}\n\n<!-- /${name} -->`);
    }
  }
  return filled;
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
