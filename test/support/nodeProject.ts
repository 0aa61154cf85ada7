import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";

const repository = resolve(__dirname, "../..");

/** What a program begins with. */
export const programHead = `const pulumi = require("@pulumi/pulumi");\nconst portkey = require("pulumi-portkey");\n`;

/** Makes a folder a project in Node.js, where the built package is installed as from a registry. */
export function prepareForNode(folder: string, name: string, { typescript }: { readonly typescript: boolean }): void {
  installPackage(join(folder, "node_modules"));
  // Without a TypeScript program the engine need not load a compiler each time.
  const runtime = `{ name: nodejs, options: { typescript: ${typescript} } }`;
  writeFileSync(join(folder, "Pulumi.yaml"), `name: ${name}\nruntime: ${runtime}\n`);
  writeFileSync(join(folder, "package.json"), "{}");
}

/** Copies what the package ships, and links what it and a program need. */
function installPackage(modules: string): void {
  const { files, dependencies } = z
    .object({ files: z.array(z.string()), dependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(repository, "package.json"), "utf8")));
  for (const path of ["package.json", ...files.filter((file) => file.startsWith("dist"))]) {
    cpSync(join(repository, path), join(modules, "pulumi-portkey", path), { recursive: true });
  }
  for (const name of [...Object.keys(dependencies), "@pulumi/pulumi", "@types/node", "typescript"]) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(repository, "node_modules", name), join(modules, name), "junction");
  }
}
