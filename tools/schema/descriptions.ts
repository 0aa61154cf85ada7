import ts from "typescript";

/** Text that applies only to TypeScript, and its replacement for all languages. */
const replacements: readonly (readonly [RegExp, string])[] = [
  [/\{@link (\w+)\}/g, "`$1`"],
  [/ Outputs in it are awaited\./g, ""],
];

/** Reads a docstring without its tags, as Markdown for all languages, with one line for each paragraph. */
export function describe(symbol: ts.Symbol, checker: ts.TypeChecker): { readonly description?: string } {
  const paragraphs = ts.displayPartsToString(symbol.getDocumentationComment(checker)).split(/\n\s*\n/);
  const text = paragraphs.map((paragraph) => paragraph.replaceAll(/\s+/g, " ").trim()).join("\n\n");
  const description = replacements.reduce((said, [typescript, plain]) => said.replaceAll(typescript, plain), text);
  return description === "" ? {} : { description };
}
