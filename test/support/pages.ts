import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import MarkdownIt from "markdown-it";

const repository = resolve(__dirname, "../..");

/** A block of code in a page. */
export interface CodeBlock {
  readonly page: string;
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** The file that it is, where its first line says so: `// stack.ts`. */
  readonly file: string | undefined;
  /** The file of the repository that it is copied from by `npm run docs`. */
  readonly copyOf: string | undefined;
}

/** A page of the documentation. */
export interface Page {
  /** From the repository's folder on. */
  readonly path: string;
  readonly text: string;
  readonly frontMatter: string | undefined;
  readonly blocks: readonly CodeBlock[];
  readonly links: readonly string[];
  /** The files of the documentation and the examples that it names in code, from the repository's folder on. */
  readonly files: readonly string[];
  /** What a link can name after `#`. */
  readonly anchors: ReadonlySet<string>;
}

/** Reads every page: the documentation's, the READMEs and what stands beside them. */
export function readPages(): readonly Page[] {
  return ["", "docs", "examples", "provider", "sdk", "test/support", "tools", ".github"]
    .flatMap((folder) => markdownFiles(folder, folder !== ""))
    .map((path) => readPage(path));
}

function markdownFiles(folder: string, recursive: boolean): string[] {
  return readdirSync(join(repository, folder), { recursive, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".md") && !entry.parentPath.includes("node_modules"))
    .map((entry) => relative(repository, join(entry.parentPath, entry.name)))
    .toSorted();
}

const markdown = new MarkdownIt({ html: true });

/** Reads a page, or what would stand in its place. */
export function readPage(path: string, text = readFileSync(join(repository, path), "utf8")): Page {
  const [all = "", frontMatter] = /^---\n(.*?)\n---\n/s.exec(text) ?? [];
  // Lines are counted from the file's beginning.
  const tokens = markdown.parse("\n".repeat(all.split("\n").length - 1) + text.slice(all.length), {});
  const inner = tokens.flatMap(({ children }) => children ?? []);
  const html = [...tokens, ...inner].filter(({ type }) => type.startsWith("html")).map(({ content }) => content);
  return {
    path,
    text,
    frontMatter,
    blocks: tokens.flatMap((token, index) =>
      token.type === "fence"
        ? {
            page: path,
            line: (token.map?.[0] ?? 0) + 1,
            language: token.info,
            text: token.content,
            file: /^\/\/ ([\w./-]+\.[jt]s)\n/.exec(token.content)?.[1],
            copyOf: /^<!-- file (\S+) -->/.exec(tokens[index - 1]?.content ?? "")?.[1],
          }
        : [],
    ),
    links: [
      ...inner.flatMap((token) => String(token.attrGet("href") ?? token.attrGet("src") ?? "") || []),
      ...html.flatMap((content) =>
        [...content.matchAll(/(?:src|href|srcset)="([^"]+)"/g)].map(([, link = ""]) => link),
      ),
    ],
    files: inner.flatMap(({ type, content }) =>
      type === "code_inline" && /^(docs|examples)\/[\w./-]+$/.test(content) ? content : [],
    ),
    anchors: new Set(
      tokens.flatMap(({ type }, index) => (type === "heading_open" ? slug(tokens[index + 1]?.content ?? "") : [])),
    ),
  };
}

/** Names a heading as GitHub and Pulumi's registry do. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");
}
