import { join, resolve } from "node:path";
import ts from "typescript";

const repository = resolve(__dirname, "../..");
const file = join(repository, "examples", "hover.ts");

/** Programs that use the built package, in which a mark stands before the word that somebody points at. */
const shown: ReadonlyArray<[what: string, line: string, says: string]> = [
  [
    "an output",
    'new portkey.FineTuningJob("a", { jobId: "b" }).|trainedTokens;',
    "The number of billable tokens that were trained.",
  ],
  ["an argument", 'new portkey.FineTuningJob("a", { jobId: "b", |waitFor: "finished" });', "until the job has ended"],
  ["a setting", 'const args: portkey.ConnectionArgs = { |virtualKey: "a" };', "The virtual key of the provider."],
  ["an answer", 'portkey.getFineTuningJobOutput({ jobId: "a" }).apply((job) => job.|suffix);', "the job's owner chose"],
];
const marked = ['import * as portkey from "pulumi-portkey";', ...shown.map(([, line]) => line)].join("\n");
const text = marked.replaceAll("|", "");
const service = ts.createLanguageService({
  getCompilationSettings: () => ({ module: ts.ModuleKind.Node16, strict: true }),
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

describe("an editor shows what the tables say", () => {
  it.each(shown.map(([what, , says], index) => ({ what, says, index })))("of $what", ({ says, index }) => {
    // Each mark before it is a character that the program does not have.
    const position = marked
      .split("|")
      .slice(0, index + 1)
      .join("").length;
    expect(ts.displayPartsToString(service.getQuickInfoAtPosition(file, position)?.documentation)).toContain(says);
  });
});
