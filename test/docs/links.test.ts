import { existsSync, statSync } from "node:fs";
import { dirname, join, normalize, resolve } from "node:path";
import { parseDocument } from "yaml";
import schema from "../../provider/plugin/schema.json";
import { settingNames, settingOf } from "../../provider/settings/settingTable";
import { readPages, type Page } from "../support/pages";

const repository = resolve(__dirname, "../..");
const pages = readPages();
const byPath = new Map(pages.map((page) => [page.path, page]));
const named = pages.map((page) => [page.path, page] as const);

describe.each(named)("%s", (path, page) => {
  it("has links that lead somewhere", () => {
    const broken = page.links.filter((link) => !/^(https?|mailto):/.test(link) && !exists(page, link));
    expect(broken).toEqual([]);
  });

  it("names settings, variables and scripts that there are", () => {
    const settings = [...page.text.matchAll(/(?<!dynamic\/)\bportkey:([a-zA-Z]+)\b(?!:)/g)].map(
      ([, name = ""]) => name,
    );
    const known = new Set<string | undefined>([...settingNames, ...members, ...deliberate]);
    expect(settings.filter((name) => !known.has(name))).toEqual([]);
    const variables = [...page.text.matchAll(/\bPORTKEY_[A-Z_]+\b/g)].map(([name]) => name);
    expect(variables.filter((name) => !environmentVariables.has(name))).toEqual([]);
    const scripts = [...page.text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name = ""]) => name);
    expect(scripts.filter((name) => !(name in manifest.scripts))).toEqual([]);
  });

  it("has JSON and YAML that can be parsed", () => {
    const complaints = page.blocks
      .filter(({ language }) => language === "json" || language === "yaml")
      .flatMap(({ text, line }) => parseDocument(text).errors.map(({ message }) => `${path}:${line} ${message}`));
    expect(complaints).toEqual([]);
  });
});

describe("the documentation", () => {
  it("has for every page of docs/ a title and a description, as Pulumi's registry wants them", () => {
    for (const { path, frontMatter } of pages.filter(
      (page) => page.path.startsWith("docs/") && !page.path.endsWith("README.md"),
    )) {
      expect({ path, ...parseDocument(frontMatter ?? "").toJS() }).toEqual({
        path,
        title: expect.any(String),
        meta_desc: expect.any(String),
        layout: "package",
      });
    }
  });

  it("can be reached, page by page, from its overview", () => {
    const seen = new Set<string>();
    const visit = (path: string): void => {
      const page = byPath.get(path);
      if (page === undefined || seen.has(path)) {
        return;
      }
      seen.add(path);
      page.links.forEach((link) => visit(normalize(join(dirname(path), link.split("#")[0] ?? ""))));
    };
    visit("docs/_index.md");
    const docs = pages
      .map(({ path }) => path)
      .filter((path) => path.startsWith("docs/") && !path.endsWith("README.md"));
    expect(docs.filter((path) => !seen.has(path))).toEqual([]);
  });
});

/** What stands for a name, what is shown as misspelled, and what is none of the settings. */
const deliberate = ["NAME", "baseURL"];
/** `portkey:FineTuningJob`, as programs in YAML have it. */
const members = [...Object.keys(schema.resources), ...Object.keys(schema.functions)].map((token) =>
  token.split(":").at(-1),
);
const environmentVariables = new Set<string>(settingNames.flatMap((name) => settingOf(name).environment));
const manifest: { scripts: Record<string, string> } = jest.requireActual("../../package.json");

function exists(page: Page, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? page.path : normalize(join(dirname(page.path), path));
  if (!existsSync(join(repository, target))) {
    return false;
  }
  return anchor === undefined || statSync(join(repository, target)).isDirectory()
    ? true
    : (byPath.get(target)?.anchors.has(anchor) ?? false);
}
