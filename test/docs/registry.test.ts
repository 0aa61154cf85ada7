import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { registryPages, withAbsoluteLinks } from "../../tools/docs/links";
import { readPage, readPages, type Page } from "../support/pages";

const repository = resolve(__dirname, "../..");
const pages = readPages().filter(({ path }) => path.startsWith("docs/") && !path.endsWith("README.md"));
const named = pages.map((page) => [page.path, page] as const);

/** What the Pulumi Registry looks for in the pages that it copies: it shows them at an address of its own, where nothing else of the repository is. */
function findingsIn({ text, links }: Page): string[] {
  const isElsewhere = (link: string) => !/^(https?|mailto):|^#/.test(link);
  // The Registry reads lines, so it finds a link in a block of code too.
  const written = [...text.matchAll(/\]\(([^)]*\.md(?:#[^)]*)?)\)/g)].map(([, link = ""]) => link);
  return [
    ...[...new Set([...links, ...written])].filter(isElsewhere).map((link) => `leads nowhere: ${link}`),
    ...[...text.matchAll(/\{\{\s+[<%].*/g)].map(([tag]) => `has a space too many: ${tag}`),
  ];
}

describe.each(registryPages)("%s, which the Pulumi Registry copies,", (path) => {
  const page = readPage(path);

  it("has nothing that the Registry finds fault with", () => {
    expect(findingsIn(page)).toEqual([]);
  });

  it("has nothing either, once the repository's address is known", () => {
    const known = { address: "https://github.com/owner/name", version: "1.2.3" };
    expect(findingsIn(readPage(path, withAbsoluteLinks(path, page.text, known)))).toEqual([]);
  });

  it("closes every shortcode that it opens", () => {
    const open: string[] = [];
    const unmatched = [...page.text.matchAll(/\{\{[<%] (\/?)(\w+).*?[>%]\}\}/g)].filter(([, closes, name = ""]) =>
      closes === "" ? open.push(name) === 0 : open.pop() !== name,
    );
    expect([...unmatched, ...open]).toEqual([]);
  });

  it("has a sample in C#", () => {
    expect(page.blocks.map(({ language }) => language)).toContain("csharp");
  });
});

it("finds what the Registry finds", () => {
  const text =
    '[a](b.md) ![c](./d.png) <a href="/e">f</a> [g](https://h/i.md#j) [k](#l)\n\n```md\n[m](n.md#o)\n```\n\n{{ < p >}}\n';
  expect(findingsIn(readPage("docs/_index.md", text))).toEqual([
    "leads nowhere: b.md",
    "leads nowhere: ./d.png",
    "leads nowhere: /e",
    "leads nowhere: n.md#o",
    "has a space too many: {{ < p >}}",
  ]);
});

describe.each(named)("%s", (_path, { frontMatter = "" }) => {
  it("begins with a title, a description and the layout of a package", () => {
    const something = expect.stringMatching(/\S/);
    expect(parse(frontMatter)).toEqual({ title: something, meta_desc: something, layout: "package" });
  });
});

it("is Markdown by the rules of markdownlint, which the Registry's lint is made of", () => {
  const script = join(repository, "test/support/lintMarkdown.mjs");
  const output = execFileSync(process.execPath, [script, ...pages.map(({ path }) => path)], {
    cwd: repository,
    encoding: "utf8",
  });
  const found: Record<string, unknown[]> = JSON.parse(output);
  expect(Object.keys(found)).toEqual(pages.map(({ path }) => path));
  expect(Object.values(found).flat()).toEqual([]);
});
