import { oldestPulumiVersion } from "../../sdk/pulumiVersion";
import type { CheckName } from "./checks";
import type { LayoutName } from "./layouts";
import type { ManagerName } from "./packageManagers";
import type { Versions } from "./versions";

/** Something that is known not to work: by which error it is recognised, and what the documentation says of it. */
export interface Limit {
  readonly error: RegExp;
  readonly words: string;
}

/** Versions that are installed together, and what is run with them. */
export interface Combination extends Versions {
  readonly title: string;
  readonly manager: ManagerName;
  readonly layout: LayoutName;
  readonly checks: readonly CheckName[];
  /** What is known to fail of it. */
  readonly limits?: Partial<Readonly<Record<CheckName | "install", Limit>>>;
  /** Whether it is part of what decides whether main is green. */
  readonly decides?: true;
}

const newest = "latest";
/** Pulumi's own range of TypeScript ends there. */
const newestTypescriptInPrograms = "<7";
const usual = {
  node: "24",
  pulumi: newest,
  manager: "npm",
  layout: "a project",
  typescript: newestTypescriptInPrograms,
} as const;

const programs = ["commonjs", "module"] as const;
const ups = ["up commonjs", "up module", "up typescript"] as const;
const deployed = { ...usual, checks: [...programs, "up typescript"] } as const;
const typed = { ...usual, checks: ["node10", "node16", "bundler"] } as const;

const longInGrpc: Limit = {
  error: /grpc-js.*Cannot use namespace 'Long' as a type/,
  words:
    "`bundler` fails in the types of @grpc/grpc-js, which @pulumi/pulumi brings: set `skipLibCheck`, or use TypeScript 5.6",
};
const pulumiForNcc: Limit = {
  error: /ncc: .*Module parse failed/,
  words: "ncc can't read what @pulumi/pulumi loads: `--external @pulumi/pulumi`",
};
const tooOld = { ...usual, node: "22", manager: "npm --legacy-peer-deps", checks: ["refusal of Pulumi"] } as const;

/** Everything that `npm run test:matrix` runs, by heading. */
export const matrix: Readonly<Record<string, readonly Combination[]>> = {
  "Node.js and @pulumi/pulumi": [
    { ...deployed, title: "Node.js 22, oldest Pulumi", node: "22", pulumi: oldestPulumiVersion, decides: true },
    { ...deployed, title: "Node.js 22, newest Pulumi", node: "22" },
    { ...deployed, title: "Node.js 24, oldest Pulumi", pulumi: oldestPulumiVersion },
    { ...deployed, title: "Node.js 24, newest Pulumi", decides: true },
    { ...deployed, title: "newest Node.js, oldest Pulumi", node: newest, pulumi: oldestPulumiVersion },
    { ...deployed, title: "newest Node.js, newest Pulumi", node: newest, decides: true },
    { ...deployed, title: "Node.js 20, not supported, oldest Pulumi", node: "20", pulumi: oldestPulumiVersion },
    { ...deployed, title: "Node.js 20, not supported, newest Pulumi", node: "20" },
  ],

  "an older @pulumi/pulumi": [
    { ...tooOld, title: "Pulumi 3.248", pulumi: "3.248.0", decides: true },
    { ...tooOld, title: "Pulumi 3.260", pulumi: "3.260.0" },
  ],

  "package managers": [
    { ...usual, title: "npm", checks: [...programs, ...ups] },
    { ...usual, title: "pnpm", manager: "pnpm", checks: [...programs, ...ups] },
    { ...usual, title: "yarn 1", manager: "yarn 1", checks: [...programs, ...ups] },
    {
      ...usual,
      title: "yarn 1 on Node.js 20",
      node: "20",
      manager: "yarn 1",
      checks: [],
      limits: {
        install: {
          error: /The engine "node" is incompatible/,
          words: "yarn 1 installs no package that doesn't name the Node.js that runs: use Node.js 22",
        },
      },
    },
    { ...usual, title: "yarn 4 with node_modules", manager: "yarn 4", checks: [...programs, ...ups] },
    {
      ...usual,
      title: "yarn 4 with Plug'n'Play",
      manager: "yarn 4 with Plug'n'Play",
      checks: [...programs, "up commonjs"],
      limits: {
        "up commonjs": {
          error: /Pulumi SDK has not been installed/,
          words: "Pulumi looks for itself in node_modules: set `nodeLinker: node-modules`",
        },
      },
    },
  ],

  TypeScript: [
    { ...typed, title: "oldest TypeScript", typescript: "5.1", limits: { bundler: longInGrpc }, decides: true },
    { ...typed, title: "oldest TypeScript with `bundler`", typescript: "5.6" },
    { ...typed, title: "TypeScript 5.9", typescript: "5.9" },
    { ...typed, title: "newest TypeScript that Pulumi takes", decides: true },
    {
      ...typed,
      title: "newest TypeScript, as a compiler beside the program's",
      typescript: newest,
      checks: ["node16", "bundler"],
    },
  ],

  "where the program is": [
    { ...usual, title: "a path with spaces", layout: "a path with spaces", checks: [...programs, ...ups] },
    {
      ...usual,
      title: "npm workspace: a library's component",
      layout: "a workspace",
      checks: [...programs, "up commonjs", "up module"],
    },
    {
      ...usual,
      title: "pnpm workspace: a library's component",
      manager: "pnpm",
      layout: "a workspace",
      checks: [...programs, "up commonjs", "up module"],
    },
    {
      ...usual,
      title: "pnpm workspace: only the library depends on pulumi-portkey",
      manager: "pnpm",
      layout: "a workspace without the project's dependency",
      checks: ["commonjs"],
      limits: {
        commonjs: {
          error: /run npm install pulumi-portkey in the project/,
          words: "the project must depend on it too, and is told so: the provider is loaded from there",
        },
      },
    },
  ],

  "bundles of a program": [
    {
      ...usual,
      title: "esbuild",
      checks: ["esbuild of all", "esbuild without Pulumi", "esbuild without packages"],
    },
    {
      ...usual,
      title: "ncc",
      checks: ["ncc of all", "ncc without Pulumi", "ncc without packages"],
      limits: { "ncc of all": pulumiForNcc },
    },
  ],

  "users' unit tests, with Pulumi's mocks": [
    { ...usual, title: "test runners", layout: "unit tests", checks: ["jest", "vitest", "node:test"], decides: true },
  ],
};

export const combinations: readonly Combination[] = Object.values(matrix).flat();
