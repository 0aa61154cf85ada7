import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";

const tool = resolve(__dirname, "../../../tools/prose");
const phrases: readonly { readonly write: string; readonly wrong: string; readonly right: string }[] = parse(
  readFileSync(join(tool, "phrases.yml"), "utf8"),
);
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "portkey-prose-"));
  execFileSync("git", ["init", "-q"], { cwd: folder });
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Lints a repository with these files. */
function lint(
  files: Readonly<Record<string, string>>,
  ...paths: readonly string[]
): { code: unknown; found: string[] } {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(tool, "lint.mjs"), ...paths], {
    cwd: folder,
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return { code: status, found: stdout.split("\n").filter((line) => line !== "") };
}

/** A page with a sentence on every other line: the first, the third, … */
function page(sentences: readonly string[]): string {
  return sentences.join("\n\n");
}

describe("the style's phrases", () => {
  it("are each found where they are wrong, and by their own entry", () => {
    const { code, found } = lint({ "README.md": page(phrases.map(({ wrong }) => wrong)) });
    expect(found.map((line) => line.replace(/Incorrect term: “.*?”, /, "").toLowerCase())).toEqual(
      phrases.map(({ write }, index) => `readme.md:${2 * index + 1} use “${write}” instead`.toLowerCase()),
    );
    expect(code).toBe(1);
  });

  it("are not found in the sentences to write in their place", () => {
    expect(lint({ "README.md": page(phrases.map(({ right }) => right)) })).toEqual({ code: 0, found: [] });
  });

  it("are found across the end of a line, in headings, lists, tables and links", () => {
    const text = "# It goes on\n\n- The wait goes\n  on.\n\n| it |\n| - |\n| goes on |\n\n[It goes on](a.md)\n";
    const finding = "Incorrect term: “goes on”, use “continue / happen” instead";
    expect(lint({ "README.md": text }).found).toEqual([1, 3, 8, 10].map((line) => `README.md:${line} ${finding}`));
  });

  it("are not looked for in code", () => {
    expect(lint({ "README.md": "`goes on`\n\n```text\ngoes on\n```\n" })).toEqual({ code: 0, found: [] });
  });
});

describe("a sentence", () => {
  const longest = `${"word ".repeat(35)}word.`;
  const tooLong = `a ${longest}`;

  it("has at most 180 characters, over however many lines", () => {
    expect(longest).toHaveLength(180);
    expect(lint({ "README.md": `${longest} ${longest}\n` })).toEqual({ code: 0, found: [] });
    expect(lint({ "README.md": `# Title\n\n${tooLong.replaceAll("word word", "word\nword")}\n` })).toEqual({
      code: 1,
      found: ["README.md:3 Line 3 sentence length(182) exceeds the maximum sentence length of 180. Over 2 characters."],
    });
  });

  it.each([
    ["a table", `| it |\n| - |\n| ${tooLong} |\n`],
    ["a heading", `# ${tooLong}\n`],
    ["a block of code", `\`\`\`text\n${tooLong}\n\`\`\`\n`],
  ])("is as long as it likes in %s", (_place, text) => {
    expect(lint({ "README.md": text })).toEqual({ code: 0, found: [] });
  });
});

describe("the linter reads", () => {
  const finding = expect.stringContaining("“goes on”");

  it("every page of the repository, committed or not", () => {
    const { found } = lint({
      ".gitignore": "ignored.md",
      "ignored.md": "goes on",
      "a.md": "goes on",
      "b/c.md": "goes on",
    });
    expect(found).toEqual([finding, finding]);
  });

  it("only the paths that it is given", () => {
    const { found } = lint({ "a.md": "goes on", "b/c.md": "goes on", "d.md": "goes on" }, "b", "d.md");
    expect(found).toEqual([expect.stringMatching(/^b\/c\.md:1 /), expect.stringMatching(/^d\.md:1 /)]);
  });

  it("docstrings in what programs import, on their own lines", () => {
    const source =
      "/** Waits. */\nexport class Job {\n  /**\n   * The wait\n   * goes on.\n   */\n  wait = 1; // goes on\n}\n";
    const { found } = lint({ "sdk/job.ts": source, "sdk/testing/job.ts": source, "sdk/pulumi/job.ts": source });
    expect(found).toEqual([
      expect.stringMatching(/^sdk\/job\.ts:5 /),
      expect.stringMatching(/^sdk\/testing\/job\.ts:5 /),
    ]);
  });

  it("the texts of the code, with values in them or not, on their own lines", () => {
    const source =
      'const key = "goes on";\nconst text = "The wait goes on.";\nthrow new Error(`${text}: it goes on ${key}`);\n';
    const { found } = lint({ "provider/errors/job.ts": source });
    expect(found).toEqual([2, 3].map((line) => expect.stringContaining(`provider/errors/job.ts:${line} `)));
  });
});
