/** How a package manager is had, told what to do, and asked to install. */
interface PackageManager {
  /** The npm package that brings it; left out where Node.js does. */
  readonly tool?: string;
  readonly files: Readonly<Record<string, string>>;
  readonly install: readonly [string, ...string[]];
  /** What stands before `node` where programs are run through it. */
  readonly run: readonly string[];
  /** How a package of the same workspace is named. */
  readonly sibling: string;
}

const npm = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"] as const;
const yarn4 = (linker: "node-modules" | "pnp"): Pick<PackageManager, "tool" | "files" | "install" | "sibling"> => ({
  tool: "@yarnpkg/cli-dist@latest",
  // Without a yarn.lock it takes a folder above for the project.
  files: { ".yarnrc.yml": `nodeLinker: ${linker}\nenableTelemetry: false\n`, "yarn.lock": "" },
  install: ["yarn", "install", "--no-immutable"],
  sibling: "workspace:*",
});

export const packageManagers = {
  npm: { files: {}, install: npm, run: [], sibling: "*" },
  "npm --legacy-peer-deps": { files: {}, install: [...npm, "--legacy-peer-deps"], run: [], sibling: "*" },
  pnpm: {
    tool: "pnpm@latest",
    files: { "pnpm-workspace.yaml": 'packages: ["packages/*"]\nallowBuilds: { protobufjs: true }\n' },
    install: ["pnpm", "install", "--no-frozen-lockfile"],
    run: [],
    sibling: "workspace:*",
  },
  "yarn 1": { tool: "yarn@1", files: {}, install: ["yarn", "install", "--non-interactive"], run: [], sibling: "*" },
  "yarn 4": { ...yarn4("node-modules"), run: [] },
  "yarn 4 with Plug'n'Play": { ...yarn4("pnp"), run: ["yarn"] },
} as const satisfies Record<string, PackageManager>;

export type ManagerName = keyof typeof packageManagers;

export function managerOf(name: ManagerName): PackageManager {
  return packageManagers[name];
}
