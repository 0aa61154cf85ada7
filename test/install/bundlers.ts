import { join } from "node:path";
import type { Project } from "./project";

export const bundlers = {
  esbuild: {
    tool: "esbuild",
    output: "index.js",
    args: (folder: string) => ["program.cjs", "--bundle", "--platform=node", `--outfile=${folder}/index.js`],
    external: (name: string) => [`--external:${name}`],
  },
  ncc: {
    tool: "@vercel/ncc",
    output: "index.cjs",
    args: (folder: string) => ["build", "program.cjs", "--out", folder],
    external: (name: string) => ["--external", name],
  },
};

export type Bundler = keyof typeof bundlers;

/** Bundles a project's CommonJS program, without the packages that are external. Returns the path of what to run. */
export async function bundle(project: Project, bundler: Bundler, external: readonly string[]): Promise<string> {
  const { tool, output, args, external: option } = bundlers[bundler];
  const folder = `bundled-${bundler}-${external.length}`;
  const executable = join(await project.tools.tool(tool), "node_modules/.bin", bundler);
  await project.command(project.folder, executable, ...args(folder), ...external.flatMap(option));
  return `${folder}/${output}`;
}
