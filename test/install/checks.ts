import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { join } from "node:path";
import { oldestPulumiVersion } from "../../sdk/pulumiVersion";
import { bundle, bundlers, type Bundler } from "./bundlers";
import { model } from "./programs";
import { hasEngine, type Project } from "./project";
import { versionIn, type Versions } from "./versions";

/** Something that is run in a project, and throws where it doesn't work. */
interface Check {
  /** How the documentation names it. */
  readonly title: string;
  /** Whether it needs a Pulumi CLI. */
  readonly engine?: true;
  /** The npm package that does it, where it is not among the project's. */
  readonly tool?: (versions: Versions) => string;
  readonly run: (project: Project, versions: Versions) => Promise<void>;
}

const table = {
  commonjs: { title: "CommonJS", run: (project) => inProcess(project, "program.cjs") },
  module: { title: "ES module", run: (project) => inProcess(project, "program.mjs") },
  "up commonjs": { title: "`pulumi up` of CommonJS", engine: true, run: (project) => onEngine(project, "program.cjs") },
  "up module": {
    title: "`pulumi up` of an ES module",
    engine: true,
    run: (project) => onEngine(project, "program.mjs"),
  },
  "up typescript": {
    title: "`pulumi up` of TypeScript",
    engine: true,
    run: (project) => onEngine(project, "program.ts"),
  },
  "refusal of Pulumi": {
    title: "a program ends in one line that says what to type",
    run: async (project, { pulumi }) => {
      const refusal = `pulumi-portkey needs @pulumi/pulumi ${oldestPulumiVersion} or newer, and ${pulumi} is installed`;
      const printed = await project.node("run.cjs", "./program.cjs").catch(String);
      ok(printed.includes(refusal), printed);
    },
  },
  node10: types("commonjs", "node10"),
  node16: types("node16", "node16"),
  bundler: types("esnext", "bundler"),
  "esbuild of all": bundled("esbuild", "everything in one file, where typescript is installed", []),
  "esbuild without Pulumi": bundled("esbuild", "@pulumi/pulumi external", ["@pulumi/pulumi"]),
  "esbuild without packages": bundled("esbuild", "both packages external", ["@pulumi/pulumi", "pulumi-portkey"]),
  "ncc of all": bundled("ncc", "everything in one file", []),
  "ncc without Pulumi": bundled("ncc", "@pulumi/pulumi external", ["@pulumi/pulumi"]),
  "ncc without packages": bundled("ncc", "both packages external", ["@pulumi/pulumi", "pulumi-portkey"]),
  jest: {
    title: "jest, plain and with ts-jest",
    run: (project) => unitTests(project, "node_modules/jest/bin/jest.js", "--config", "jest.config.json"),
  },
  vitest: {
    title: "vitest",
    run: (project) => unitTests(project, "node_modules/vitest/vitest.mjs", "run", "program.vitest.ts"),
  },
  "node:test": {
    title: "Node.js's own, CommonJS and ES module",
    run: (project) => unitTests(project, "--test", "runner.node.cjs", "module.node.mjs"),
  },
} as const satisfies Readonly<Record<string, Check>>;

export type CheckName = keyof typeof table;

export function checkOf(name: CheckName): Check {
  return table[name];
}

/** Runs a program with mocks in the engine's place, where a warning of Node.js's would show. */
async function inProcess(project: Project, program: string): Promise<void> {
  strictEqual(await project.node("run.cjs", `./${program}`), model);
}

async function onEngine(project: Project, program: string): Promise<void> {
  deepStrictEqual(await project.up(program), { model });
}

function types(module: string, resolution: string): Check {
  const tool = ({ typescript }: Versions): string => `typescript@${typescript}`;
  const options = ["--module", module, "--moduleResolution", resolution, "--types", "node", "--target", "es2022"];
  return {
    title: `\`${resolution}\``,
    tool,
    run: async (project, versions) => {
      const folder = await project.tools.tool(tool(versions));
      const compiler = join(folder, "node_modules/typescript/bin/tsc");
      // TypeScript 6 takes node10 only where it is told that this is meant; those before don't know the option's value.
      const meant = resolution === "node10" && versionIn(folder, "typescript").startsWith("6.");
      const deprecated = meant ? ["--ignoreDeprecations", "6.0"] : [];
      const strict = ["--noEmit", "--strict", "--skipLibCheck", "false"];
      strictEqual(await project.node(compiler, ...strict, ...options, ...deprecated, "types.ts"), "");
    },
  };
}

function bundled(bundler: Bundler, title: string, external: readonly string[]): Check {
  return {
    title,
    tool: () => bundlers[bundler].tool,
    run: async (project) => {
      const program = await bundle(project, bundler, external);
      await inProcess(project, program);
      if (hasEngine) {
        await onEngine(project, program);
      }
    },
  };
}

async function unitTests(project: Project, ...args: readonly string[]): Promise<void> {
  const before = project.tools.simulator.requests.length;
  await project.node(...args);
  strictEqual(project.tools.simulator.requests.length, before);
}
