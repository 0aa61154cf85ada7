import { oldestPulumiVersion } from "../../sdk/pulumi/version";

const tsc = "tsc --noEmit --strict --skipLibCheck false --types node --target es2022 program.ts";
const esbuild = "esbuild program.cjs --bundle --platform=node --outfile=bundle/index.cjs";
const ncc = "ncc build program.cjs --out bundle";
const bundled = "node run.cjs ./bundle/index.cjs && node up.cjs bundle/index.cjs";

/** What can be run in a user's project, by what the documentation calls it. It works where the command line ends well. */
export const checks = {
  CommonJS: "node run.cjs ./program.cjs",
  "ES module": "node run.cjs ./program.mjs",
  "`pulumi up` of CommonJS": "node up.cjs program.cjs",
  "`pulumi up` of an ES module": "node up.cjs program.mjs",
  "`pulumi up` of TypeScript": "node up.cjs program.ts",
  "an error in one line that says which command to run": "node refused.cjs",
  "`node10`": `${tsc} --module commonjs --moduleResolution node10`,
  "`node10`, deprecated": `${tsc} --module commonjs --moduleResolution node10 --ignoreDeprecations 6.0`,
  "`node16`": `${tsc} --module node16 --moduleResolution node16`,
  "`bundler`": `${tsc} --module esnext --moduleResolution bundler`,
  "esbuild, all in one file": `${esbuild} && ${bundled}`,
  "esbuild, `@pulumi/pulumi` external": `${esbuild} --external:@pulumi/pulumi && ${bundled}`,
  "esbuild, `@pulumi/pulumi` and `pulumi-portkey` external": `${esbuild} --external:@pulumi/pulumi --external:pulumi-portkey && ${bundled}`,
  "ncc, `@pulumi/pulumi` external": `${ncc} --external @pulumi/pulumi && ${bundled}`,
  "ncc, `@pulumi/pulumi` and `pulumi-portkey` external": `${ncc} --external @pulumi/pulumi --external pulumi-portkey && ${bundled}`,
  "jest, plain and with ts-jest": "node node_modules/jest/bin/jest.js --config jest.config.json",
  vitest: "node node_modules/vitest/vitest.mjs run program.vitest.ts",
  "Node.js's own test runner": "node --test runner.node.cjs module.node.mjs",
} as const;

type Check = keyof typeof checks;

/** How a package manager is told to install, and had where Node.js doesn't bring it. */
interface Manager {
  readonly install: string;
  readonly tool?: string;
  /** Its settings, by file. */
  readonly files?: Readonly<Record<string, string>>;
}

const npm: Manager = { install: "npm install --no-audit --no-fund --loglevel=error" };
const pnpm: Manager = {
  install: "pnpm install --no-frozen-lockfile",
  tool: "pnpm@latest",
  files: {
    "pnpm-workspace.yaml":
      'packages: ["packages/*"]\nlinkWorkspacePackages: true\nallowBuilds: { protobufjs: true, esbuild: true }\n',
  },
};
const yarn1: Manager = { install: "yarn install --non-interactive", tool: "yarn@1" };
const yarn4: Manager = {
  install: "yarn install --no-immutable",
  tool: "@yarnpkg/cli-dist@latest",
  // Without a yarn.lock it takes a folder above for the project.
  files: { ".yarnrc.yml": "nodeLinker: node-modules\nenableTelemetry: false\n", "yarn.lock": "" },
};

/** What is installed together in a fresh project, in versions, ranges or tags as npm is told, and what then has to work. */
export interface Combination {
  readonly title: string;
  readonly checks: readonly Check[];
  readonly node: string;
  readonly pulumi: string;
  readonly manager: Manager;
  /** Whether the job is inside a component of a library, in a workspace with the project. */
  readonly workspace?: true;
  /** What the checks run that is not installed in the project. */
  readonly tool?: string;
  /** What is installed in the project beside Pulumi, TypeScript and the package. */
  readonly dependencies?: Readonly<Record<string, string>>;
  /** Whether it is part of what decides whether main is green. */
  readonly decides?: true;
}

const usual = { node: "24", pulumi: "latest", manager: npm } as const;
const oldest = { pulumi: oldestPulumiVersion } as const;
const programs = ["CommonJS", "ES module"] as const;
const deployed = { ...usual, checks: [...programs, "`pulumi up` of TypeScript"] } as const;
const workspace = {
  ...usual,
  workspace: true,
  checks: [...programs, "`pulumi up` of CommonJS", "`pulumi up` of an ES module"],
} as const;
const managed = { ...usual, checks: [...workspace.checks, "`pulumi up` of TypeScript"] } as const;
const typed = { ...usual, checks: ["`node10`", "`node16`", "`bundler`"] } as const;

/** Everything that `npm run test:matrix` tries. What fails by another's doing is not here: docs/compatibility.md says it in words. */
export const combinations: readonly Combination[] = [
  { ...deployed, title: "Node.js 22, oldest Pulumi", node: "22", ...oldest, decides: true },
  { ...deployed, title: "Node.js 22, newest Pulumi", node: "22" },
  { ...deployed, title: "Node.js 24, oldest Pulumi", ...oldest },
  { ...deployed, title: "Node.js 24, newest Pulumi", decides: true },
  { ...deployed, title: "newest Node.js, oldest Pulumi", node: "latest", ...oldest },
  { ...deployed, title: "newest Node.js, newest Pulumi", node: "latest", decides: true },
  { ...deployed, title: "Node.js 20, not supported, oldest Pulumi", node: "20", ...oldest },
  { ...deployed, title: "Node.js 20, not supported, newest Pulumi", node: "20" },
  {
    title: "an older Pulumi",
    node: "22",
    pulumi: "3.248.0",
    manager: { install: `${npm.install} --legacy-peer-deps` },
    checks: ["an error in one line that says which command to run"],
    decides: true,
  },
  { ...managed, title: "npm" },
  { ...managed, title: "pnpm", manager: pnpm },
  { ...managed, title: "yarn 1", manager: yarn1 },
  { ...managed, title: "yarn 4 with node_modules", manager: yarn4 },
  { ...workspace, title: "npm workspace, a library's component" },
  { ...workspace, title: "pnpm workspace, a library's component", manager: pnpm },
  { ...typed, title: "oldest TypeScript", tool: "typescript@5.1", checks: ["`node10`", "`node16`"], decides: true },
  { ...typed, title: "oldest TypeScript with `bundler`", tool: "typescript@5.6" },
  { ...typed, title: "TypeScript 5.9", tool: "typescript@5.9" },
  {
    ...typed,
    title: "newest TypeScript that Pulumi supports",
    tool: "typescript@6",
    checks: ["`node10`, deprecated", "`node16`", "`bundler`"],
    decides: true,
  },
  {
    ...typed,
    title: "newest TypeScript, only for types",
    tool: "typescript@latest",
    checks: ["`node16`", "`bundler`"],
  },
  {
    ...usual,
    title: "esbuild",
    tool: "esbuild@latest",
    checks: [
      "esbuild, all in one file",
      "esbuild, `@pulumi/pulumi` external",
      "esbuild, `@pulumi/pulumi` and `pulumi-portkey` external",
    ],
  },
  {
    ...usual,
    title: "ncc",
    tool: "@vercel/ncc@latest",
    checks: ["ncc, `@pulumi/pulumi` external", "ncc, `@pulumi/pulumi` and `pulumi-portkey` external"],
  },
  {
    ...usual,
    title: "unit tests with Pulumi's mocks",
    dependencies: { jest: "30", "ts-jest": "29", vitest: "3" },
    checks: ["jest, plain and with ts-jest", "vitest", "Node.js's own test runner"],
    decides: true,
  },
];
