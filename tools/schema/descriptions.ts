import ts from "typescript";

/** What only a program in TypeScript has, and how it is said for every language. */
const replacements: readonly (readonly [RegExp, string])[] = [
  [/\{@link (\w+)\}/g, "`$1`"],
  [/ Outputs in it are awaited\./g, ""],
  [/, in camelCase\b/g, ""],
  [/\bis undefined\b/g, "is left out"],
];

/** Reads a docstring, without its tags, as Markdown for every language: one line for each paragraph. */
export function describe(symbol: ts.Symbol, checker: ts.TypeChecker): { readonly description?: string } {
  const paragraphs = ts.displayPartsToString(symbol.getDocumentationComment(checker)).split(/\n\s*\n/);
  const text = paragraphs.map((paragraph) => paragraph.replaceAll(/\s+/g, " ").trim()).join("\n\n");
  const description = replacements.reduce((said, [typescript, plain]) => said.replaceAll(typescript, plain), text);
  return description === "" ? {} : { description };
}
