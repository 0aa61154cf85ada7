import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { tmpdir } from "node:os";
import { promisify } from "node:util";
import ts from "typescript";
import { readPages, type CodeBlock } from "../support/pages";

const repository = resolve(__dirname, "../..");
/** Those that are copied from a file of the repository are compiled and run where that file is. */
const blocks = readPages().flatMap((page) => page.blocks.filter(({ copyOf }) => copyOf === undefined));
const programs = blocks.filter(({ language }) => language === "ts");
const named = (some: readonly CodeBlock[]) => some.map((block) => [`${block.page}:${block.line}`, block] as const);
const isTest = ({ file = "" }: CodeBlock) => file.endsWith(".test.ts");
/** Modules are run by what imports them. */
const isStandalone = ({ file }: CodeBlock) => file === undefined;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "portkey-docs-"));
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"), "junction");
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  for (const block of programs) {
    const path = pathOf(block);
    mkdirSync(resolve(path, ".."), { recursive: true });
    writeFileSync(path, block.text);
  }
  // Only a guide's reader can generate it, with the network: a stand-in has what the guide uses.
  const generated = join(folder, "docs-how-to-guides-model-catalog/node_modules/@pulumi");
  mkdirSync(generated, { recursive: true });
  symlinkSync(join(__dirname, "generatedSdk"), join(generated, "portkey-admin"), "junction");
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Has the blocks of a page in a folder of their own, so that one can import another. */
function pathOf({ page, line, file = `block-${line}.ts` }: CodeBlock): string {
  return join(folder, page.replaceAll("/", "-").replace(/\.md$/, ""), file);
}

it("is shown in languages that are checked here", () => {
  const checked = new Set(["ts", "js", "json", "yaml", "sh", "text", "python", "go", "csharp"]);
  expect(blocks.filter(({ language }) => !checked.has(language)).map(({ page, line }) => `${page}:${line}`)).toEqual(
    [],
  );
});

it("compiles, every program of it, as strictly as users may have it", () => {
  const program = ts.createProgram(programs.map(pathOf), {
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2023.d.ts"],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
    typeRoots: [join(repository, "node_modules/@types")],
    types: ["node", "jest"],
  });
  const complaints = ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const block = programs.find((one) => file?.fileName === pathOf(one).replaceAll("\\", "/"));
    const line = (block?.line ?? 0) + (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
    return `${block?.page ?? file?.fileName}:${line} ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
  expect(programs.length).toBeGreaterThan(15);
  expect(complaints).toEqual([]);
});

it.each(named(blocks.filter(({ language }) => language === "js")))(
  "has JavaScript that can be parsed: %s",
  (_name, { text }) => {
    const { diagnostics } = ts.transpileModule(text, { reportDiagnostics: true });
    expect(diagnostics).toEqual([]);
  },
);

describe("a program of it, run at a simulated Portkey,", () => {
  const ran = new Map<string, readonly { readonly outputs?: object; readonly error?: string }[]>();
  const standalone = programs.filter(isStandalone);

  beforeAll(async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--import", "tsx", join(repository, "test/support/runBlocks.mts"), ...standalone.map(pathOf)],
      { cwd: repository },
    );
    for (const line of stdout.trim().split("\n")) {
      const { file, ups } = JSON.parse(line);
      ran.set(file, ups);
    }
  });

  it.each(named(standalone))("deploys, and can be previewed: %s", (_name, block) => {
    const [up, preview] = ran.get(pathOf(block)) ?? [];
    expect(up).toEqual({ outputs: expect.any(Object) });
    expect(preview).toEqual({ outputs: expect.any(Object) });
    expect(Object.keys(up?.outputs ?? {})).not.toEqual([]);
  });
});

it("has tests that pass", async () => {
  const tests = programs.filter(isTest);
  expect(tests.length).toBeGreaterThan(1);
  const config = {
    rootDir: folder,
    testMatch: tests.map(pathOf),
    transform: {
      "\\.ts$": [
        require.resolve("ts-jest"),
        { diagnostics: false, tsconfig: { module: "commonjs", target: "es2022" } },
      ],
    },
    transformIgnorePatterns: ["node_modules"],
  };
  const { stderr } = await promisify(execFile)(
    process.execPath,
    [require.resolve("jest/bin/jest"), "--rootDir", folder, "--config", JSON.stringify(config)],
    { cwd: folder, env: { ...process.env, FORCE_COLOR: "0" } }, // in a terminal jest tells its workers to use colours
  );
  expect(stderr).toContain(`Test Suites: ${tests.length} passed, ${tests.length} total`);
});
