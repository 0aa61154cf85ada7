import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { EngineProject } from "./engine";

const examples = resolve(__dirname, "../../examples");

const projectSchema = z.object({
  name: z.string(),
  runtime: z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]),
});
const manifestSchema = z.object({ name: z.string(), dependencies: z.record(z.string(), z.string()) });

/** An example: a folder that is a Pulumi project of its own. */
export interface Example {
  /** The path below `examples/`. */
  readonly path: string;
  readonly folder: string;
  /** The name that Pulumi.yaml has. */
  readonly project: string;
  /** `nodejs`, or what else runs it. */
  readonly runtime: string;
  /** The name that package.json has; undefined where the program is in another language. */
  readonly packageName: string | undefined;
  readonly dependencies: Readonly<Record<string, string>>;
  /** The texts of the files that lie in the folder itself, by name. */
  readonly files: Readonly<Record<string, string>>;
}

/** Finds every example. */
export function listExamples(): Example[] {
  return readdirSync(examples, { recursive: true, withFileTypes: true })
    .filter(({ name, parentPath }) => name === "Pulumi.yaml" && !parentPath.includes("node_modules"))
    .map(({ parentPath }) => relative(examples, parentPath))
    .toSorted()
    .map(readExample);
}

export function readExample(path: string): Example {
  const folder = join(examples, path);
  const files = Object.fromEntries(
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => [name, readFileSync(join(folder, name), "utf8")]),
  );
  const { name: project, runtime } = projectSchema.parse(parse(files["Pulumi.yaml"] ?? ""));
  const manifest = files["package.json"];
  const { name, dependencies } = manifest === undefined ? {} : manifestSchema.parse(JSON.parse(manifest));
  return { path, folder, project, runtime, packageName: name, dependencies: dependencies ?? {}, files };
}

/** Copies an example to where the real engine runs it, with a Pulumi.yaml of its own. */
export function engineProjectOf(path: string): EngineProject {
  const { project, files } = readExample(path);
  return new EngineProject(project, files);
}
