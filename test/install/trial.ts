import { checkOf } from "./checks";
import { managerOf } from "./packageManagers";
import { hasEngine, type Project } from "./project";
import type { Combination, Limit } from "./table";
import { versionIn } from "./versions";
import type { Workshop } from "./workshop";

/** What became of a combination. */
export interface Outcome {
  readonly title: string;
  /** Everything that took part, with its version. */
  readonly versions: readonly string[];
  /** What works. */
  readonly works: readonly string[];
  /** What is known not to work, as the documentation says it. */
  readonly limits: readonly string[];
  /** What went otherwise than the table says: an error, or a limit that is none any more. */
  readonly surprises: readonly string[];
}

/** Tells how something went otherwise than is known: undefined where it works, or fails by the limit that it has. */
export async function surpriseOf(limit: Limit | undefined, run: () => Promise<unknown>): Promise<string | undefined> {
  const error = await run().then(() => undefined, String);
  if (limit === undefined) {
    return error;
  }
  if (error === undefined) {
    return "works, although the table says that it doesn't";
  }
  return limit.error.test(error.replaceAll("\n", " ")) ? undefined : error;
}

/** Installs a combination and runs all of its checks. */
export async function tryOut(workshop: Workshop, combination: Combination): Promise<Outcome> {
  const limits: string[] = [];
  const surprises: string[] = [];
  const works = async (what: string, limit: Limit | undefined, run: () => Promise<unknown>): Promise<boolean> => {
    const surprise = await surpriseOf(limit, run);
    if (surprise !== undefined) {
      surprises.push(`${what}: ${surprise}`);
    } else if (limit !== undefined) {
      limits.push(limit.words);
    }
    return surprise === undefined && limit === undefined;
  };
  const { title, checks, limits: known = {} } = combination;

  const project = await workshop.project(combination);
  const versions = await versionsOf(project, combination);
  if (!(await works("installation", known.install, () => project.install()))) {
    return { title, versions, works: [], limits, surprises };
  }
  const working: string[] = [];
  for (const name of checks) {
    const { title: what, engine, run } = checkOf(name);
    if ((engine === undefined || hasEngine) && (await works(what, known[name], () => run(project, combination)))) {
      working.push(what);
    }
  }
  const pulumi = await project.node("-p", 'require("@pulumi/pulumi/version").version');
  return { title, versions: [...versions, `@pulumi/pulumi ${pulumi}`], works: working, limits, surprises };
}

/** Lists what a combination runs that is not installed in its project. */
async function versionsOf(project: Project, combination: Combination): Promise<readonly string[]> {
  const { tool: manager } = managerOf(combination.manager);
  const specifiers = new Set(combination.checks.flatMap((name) => checkOf(name).tool?.(combination) ?? []));
  const versionOf = async (specifier: string): Promise<string> => {
    const name = specifier.replace(/(?<=.)@.*/, "");
    return `${shown[name] ?? name} ${versionIn(await project.tools.tool(specifier), name)}`;
  };
  const ask = (file: string): Promise<string> => project.command(project.folder, file, "--version");
  return [
    `Node.js ${(await ask("node")).slice(1)}`,
    manager === undefined ? `npm ${await ask("npm")}` : await versionOf(manager),
    ...(await Promise.all([...specifiers].map(versionOf))),
  ];
}

const shown: Readonly<Record<string, string>> = {
  "@yarnpkg/cli-dist": "yarn",
  "@vercel/ncc": "ncc",
  typescript: "TypeScript",
};
