import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";

const repository = resolve(__dirname, "..");
const oxlint = join(dirname(require.resolve("oxlint/package.json")), "bin", "oxlint");
/** The rooms of the provider; each may import those before it. */
const rooms = ["errors", "settings", "http", "jobs", "waiting", "dynamic"];

interface Probe {
  readonly from: string;
  readonly imports: string;
}

const pairs = rooms.flatMap((room, index) =>
  rooms.slice(index + 1).map((later) => ({ earlier: `provider/${room}/probe`, later: `provider/${later}/probe` })),
);
const forbidden: Probe[] = [
  ...pairs.map(({ earlier, later }) => ({ from: earlier, imports: later })),
  ...rooms.map((room) => ({ from: `provider/${room}/probe`, imports: "sdk/probe" })),
  ...rooms.map((room) => ({ from: `provider/${room}/probe`, imports: "test/support/probe" })),
  ...rooms.slice(0, -1).map((room) => ({ from: `provider/${room}/probe`, imports: "@pulumi/pulumi" })),
  { from: "provider/index", imports: "@pulumi/pulumi" },
  { from: "sdk/probe", imports: "provider/dynamic/probe" },
  { from: "sdk/probe", imports: "sdk/testing/probe" },
  { from: "sdk/testing/probe", imports: "test/support/probe" },
  { from: "examples/quickstart/probe", imports: "provider/errors/probe" },
  { from: "examples/probe", imports: "test/support/probe" },
];
const allowed: Probe[] = [
  ...pairs.map(({ earlier, later }) => ({ from: later, imports: earlier })),
  { from: "provider/dynamic/probe", imports: "@pulumi/pulumi" },
  { from: "sdk/probe", imports: "provider/jobs/probe" },
  { from: "sdk/testing/probe", imports: "provider/dynamic/probe" },
  { from: "examples/probe", imports: "pulumi-portkey/testing" },
];

describe("the rule of imports, held by lint,", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "portkey-imports-"));
    await cp(join(repository, ".oxlintrc.json"), join(folder, ".oxlintrc.json"));
  });

  afterEach(() => rm(folder, { recursive: true }));

  /** Writes files that are linted together, and returns what the linter says of each. */
  async function complaints(files: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, string>> {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const printed = await new Promise<string>((done) => {
      execFile(process.execPath, [oxlint, "--format=unix"], { cwd: folder }, (_error, stdout) => done(stdout));
    });
    return new Map(
      Object.keys(files).map((path) => [
        path,
        printed
          .split("\n")
          .filter((line) => line.includes(path))
          .join("\n"),
      ]),
    );
  }

  it.each(["type", "value"] as const)("catches each that goes against the order, of a %s", async (how) => {
    const files = filesOf(forbidden, how);
    const found = await complaints(files);
    expect(Object.keys(files)).toHaveLength(forbidden.length);
    expect([...found].filter(([, text]) => !text.includes("no-restricted-imports"))).toEqual([]);
  });

  it.each(["type", "value"] as const)("lets each pass that follows it, of a %s", async (how) => {
    const found = await complaints(filesOf(allowed, how));
    expect([...found].filter(([, text]) => text !== "")).toEqual([]);
  });

  it("catches a circle within a room, of types too", async () => {
    const found = await complaints({
      "provider/http/one.ts": 'import type { Other } from "./other";\nexport interface One {\n  other: Other;\n}\n',
      "provider/http/other.ts": 'import type { One } from "./one";\nexport interface Other {\n  one: One;\n}\n',
    });
    expect(found.get("provider/http/one.ts")).toContain("no-cycle");
  });
});

describe("the sources", () => {
  it("import what brings an HTTP client or schemas into a program only where it is needed", async () => {
    const heavy =
      /^import (?!type ).* from "\.\.\/provider\/(http\/(?!clock)|jobs\/(schemas|parsers|requests|jobsClient)|settings\/(settings|issues)|waiting\/(waiter|wait|outcome))/m;
    const files = (await readdir(join(repository, "sdk"))).filter((file) => file.endsWith(".ts"));
    const texts = await Promise.all(files.map((file) => readFile(join(repository, "sdk", file), "utf8")));
    expect(files.filter((_file, index) => heavy.test(texts[index] ?? ""))).toEqual([]);
  });

  it("have types that need neither zod nor axios, whose own need options that a program may not have", async () => {
    const seen = new Set<string>();
    const visit = async (file: string): Promise<string[]> => {
      if (seen.has(file)) {
        return [];
      }
      seen.add(file);
      const text = await readFile(file, "utf8");
      const modules = [...text.matchAll(/(?:from|import\()\s*"([^"]+)"/g)].map(([, module = ""]) => module);
      const heavy = modules
        .filter((module) => /^(zod|axios)/.test(module))
        .map((module) => `${file} imports ${module}`);
      const inner = modules.filter((module) => module.startsWith("."));
      const found = await Promise.all(
        inner.map(async (module) => visit(await declarationOf(resolve(dirname(file), module)))),
      );
      return [...heavy, ...found.flat()];
    };
    const entries = ["sdk/index.d.ts", "provider/index.d.ts", "sdk/testing/index.d.ts"];
    for (const entry of entries) {
      await expect(visit(join(repository, "dist", entry))).resolves.toEqual([]);
    }
    expect(seen.size).toBeGreaterThan(20);
  });

  it("say in each folder what it is for, in a few lines", async () => {
    const folders = ["provider", ...rooms.map((room) => `provider/${room}`), "sdk", "sdk/testing", "test/support"];
    for (const folder of folders) {
      const text = await readFile(join(repository, folder, "README.md"), "utf8");
      expect(text.trim().split("\n").length).toBeLessThanOrEqual(4);
    }
  });
});

/** Has each probe in a file of its own, whose import is made as a type or as a value. */
function filesOf(probes: readonly Probe[], how: "type" | "value"): Record<string, string> {
  return Object.fromEntries(
    probes.map(({ from, imports }, index) => {
      const path = from === "provider/index" ? "provider/index.ts" : `${from}${index}.ts`;
      const target = relative(dirname(from), imports);
      const inPackage = imports.startsWith("@") || imports.startsWith("pulumi-portkey");
      const source = inPackage ? imports : target.startsWith(".") ? target : `./${target}`;
      const names = how === "type" ? "import type { Name }" : "import { name }";
      const use = how === "type" ? "export type Used = Name;" : "export const used = name;";
      return [path, `${names} from "${source}";\n${use}\n`];
    }),
  );
}

async function declarationOf(path: string): Promise<string> {
  const file = `${path}.d.ts`;
  return readFile(file).then(
    () => file,
    () => join(path, "index.d.ts"),
  );
}
