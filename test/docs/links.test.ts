import { existsSync, statSync } from "node:fs";
import { dirname, join, normalize, resolve } from "node:path";
import { parseDocument } from "yaml";
import schema from "../../provider/plugin/schema.json";
import { settingNames, settingOf } from "../../provider/settings/settingTable";
import { publishedPages, withAbsoluteLinks } from "../../tools/docs/links";
import { ownRepository } from "../../tools/repository";
import { readPage, readPages, type Page } from "../support/pages";

const repository = resolve(__dirname, "../..");
const pages = readPages();
const byPath = new Map(pages.map((page) => [page.path, page]));
const named = pages.map((page) => [page.path, page] as const);
/** Links to the repository's own files are absolute in some pages, once package.json has its address. */
const ownAddress = ownRepository()?.address;

describe.each(named)("%s", (path, page) => {
  it("has links that lead somewhere", () => {
    expect(page.links.filter((link) => isBroken(page, link))).toEqual([]);
  });

  it("names files that there are", () => {
    expect(page.files.filter((file) => !existsSync(join(repository, file)))).toEqual([]);
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

describe.each(publishedPages)("%s, once the repository's address is known,", (path) => {
  const known = { address: "https://github.com/owner/name", version: "1.2.3" };
  const page = readPage(path, withAbsoluteLinks(path, readPage(path).text, known));

  it("links to every file that it names, by addresses that lead somewhere", () => {
    const own = page.links.filter((link) => link.startsWith(known.address));
    expect(own.length).toBeGreaterThanOrEqual(page.files.length);
    expect(own.filter((link) => isBroken(page, link, known.address))).toEqual([]);
  });

  it("has nothing that leads nowhere from elsewhere", () => {
    expect(page.links.filter((link) => !/^(https?|mailto):|^#/.test(link))).toEqual([]);
  });
});

describe("the documentation", () => {
  it("can be reached, page by page, from its overview", () => {
    const seen = new Set<string>();
    const visit = (path: string): void => {
      const page = byPath.get(path);
      if (page === undefined || seen.has(path)) {
        return;
      }
      seen.add(path);
      page.files.forEach(visit);
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

/** Whether a link leads to nothing in the repository. Where others' links lead is theirs. */
function isBroken(page: Page, link: string, address = ownAddress): boolean {
  const isOwn = address !== undefined && link.startsWith(`${address}/`);
  const [, path] = (isOwn && /\/(?:blob|tree|raw)\/v[^/]+\/(.+)$/.exec(link)) || [];
  return path === undefined ? !/^(https?|mailto):/.test(link) && !exists(page.path, link) : !exists("README.md", path);
}

function exists(from: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? from : normalize(join(dirname(from), path));
  if (!existsSync(join(repository, target))) {
    return false;
  }
  return anchor === undefined || statSync(join(repository, target)).isDirectory()
    ? true
    : (byPath.get(target)?.anchors.has(anchor) ?? false);
}
