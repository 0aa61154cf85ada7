import { join, resolve } from "node:path";
import ts from "typescript";

const repository = resolve(__dirname, "../..");

/** Returns what an editor shows of the word that stands at the mark, in a program that uses the built package. */
function hover(source: string): string {
  const file = join(repository, "examples", "hover.ts");
  const position = source.indexOf("|");
  const text = source.replace("|", "");
  const service = ts.createLanguageService({
    getCompilationSettings: () => ({
      module: ts.ModuleKind.Node16,
      moduleResolution: ts.ModuleResolutionKind.Node16,
      strict: true,
    }),
    getCurrentDirectory: () => repository,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    getScriptFileNames: () => [file],
    getScriptVersion: () => "1",
    getScriptSnapshot: (path) => {
      const content = path === file ? text : ts.sys.readFile(path);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    fileExists: (path) => path === file || ts.sys.fileExists(path),
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
    realpath: (path) => ts.sys.realpath?.(path) ?? path,
  });
  return ts.displayPartsToString(service.getQuickInfoAtPosition(file, position)?.documentation);
}

const head = 'import * as portkey from "pulumi-portkey";\n';

describe("an editor shows what the tables say", () => {
  it.each([
    [
      "an output",
      'new portkey.FineTuningJob("a", { jobId: "b" }).|trainedTokens;',
      "Billable tokens that were trained.",
    ],
    [
      "an argument",
      'new portkey.FineTuningJob("a", { jobId: "b", |waitFor: "finished" });',
      "hold it until the job has ended",
    ],
    [
      "a setting",
      'const connection: portkey.ConnectionArgs = { |virtualKey: "a" };',
      "The virtual key of the provider.",
    ],
    [
      "a function's answer",
      'portkey.getFineTuningJobOutput({ jobId: "a" }).apply((job) => job.|suffix);',
      "that the job's owner chose",
    ],
  ])("of %s", (_what, line, says) => {
    expect(hover(`${head}${line}`)).toContain(says);
  });
});
