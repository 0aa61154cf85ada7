import { existsSync, statSync } from "node:fs";
import { dirname, join, normalize, resolve } from "node:path";
import type { Repository } from "../repository";

const root = resolve(__dirname, "../..");

/** The pages of a package that the Pulumi Registry copies from its repository. */
export const registryPages: readonly string[] = ["docs/_index.md", "docs/installation-configuration.md"];

/** The pages that are also read outside the repository: in the Registry, and on npm. */
export const publishedPages: readonly string[] = ["README.md", ...registryPages];

/** A link to a file at a version's tag, in any version and repository. */
const atTag = /https:\/\/github\.com\/[\w.-]+\/[\w.-]+\/(blob|tree|raw)\/v\d[\w.-]*\/([\w./-]+)/g;
const relativeLink = /(!?)(\[[^\]]*\])\((?!\w+:|#)([^)\s]+)\)/g;
const pathInCode = /(?<!\[)`((?:docs|examples)\/[\w./-]+)`/g;
const codeBlock = /(^```.*?^```$)/gms;

/**
 * Links a page to the repository's files at the version's tag: relative links become absolute, links to earlier versions are updated, and a
 * path in code becomes a link.
 */
export function withAbsoluteLinks(page: string, text: string, { address, version }: Repository): string {
  const absolute = (target: string, isImage: boolean): string => {
    const path = join(root, target.replace(/#.*/, ""));
    const isFolder = existsSync(path) && statSync(path).isDirectory();
    return `${address}/${isImage ? "raw" : isFolder ? "tree" : "blob"}/v${version}/${target}`;
  };
  const linked = (prose: string): string =>
    prose
      .replaceAll(atTag, (link, kind, path) => (existsSync(join(root, path)) ? absolute(path, kind === "raw") : link))
      .replaceAll(relativeLink, (_link, image, label, target) => {
        const path = normalize(join(dirname(page), target)).replaceAll("\\", "/");
        return `${image}${label}(${absolute(path, image !== "")})`;
      })
      .replaceAll(pathInCode, (code, path) => `[${code}](${absolute(path, false)})`);
  return text
    .split(codeBlock)
    .map((part, index) => (index % 2 === 0 ? linked(part) : part))
    .join("");
}
