import { readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import ts from "typescript";

const root = resolve(__dirname, "../..");

/** Reads the docstrings of an object literal's properties. Returns a function that returns them by name. */
export function docsOfTable(file: string, table: string): (property: string) => string {
  const docs = new Map<string, string>();
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === table && node.initializer !== undefined) {
      let literal: ts.Node = node.initializer;
      while (ts.isSatisfiesExpression(literal) || ts.isAsExpression(literal)) {
        literal = literal.expression;
      }
      literal.forEachChild((property) => {
        if (ts.isPropertyAssignment(property)) {
          docs.set(property.name.getText(), docOf(property).text);
        }
      });
    }
    node.forEachChild(visit);
  };
  visit(parse(file));
  return (property) => {
    const text = docs.get(property);
    if (!text) {
      throw new Error(`${property} of ${table} (${file}) has no docstring.`);
    }
    return text;
  };
}

/** An error class, as its docstring describes it. */
export interface ErrorClass {
  readonly name: string;
  readonly when: string;
  readonly remedy: string;
}

/** Lists the error classes that users can get, in the order of `errors/index.ts`. */
export function errorClasses(): ErrorClass[] {
  const index = "provider/errors/index.ts";
  return parse(index).statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier === undefined) {
      return [];
    }
    const module = statement.moduleSpecifier.getText().slice(1, -1);
    const classes = parse(relative(root, join(root, "provider/errors", `${module}.ts`))).statements.filter(
      ts.isClassDeclaration,
    );
    const exported = statement.exportClause;
    return exported !== undefined && ts.isNamedExports(exported)
      ? exported.elements.flatMap(({ name }) => classes.filter((one) => one.name?.text === name.text)).flatMap(describe)
      : [];
  });
}

function describe(one: ts.ClassDeclaration): ErrorClass[] {
  const abstract = one.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword) ?? false;
  const { text, remedy } = docOf(one);
  const name = one.name?.text ?? "";
  if (abstract) {
    return [];
  }
  if (text === "" || remedy === undefined) {
    throw new Error(`${name} needs a docstring that says when it occurs, and a @remedy that says what to do.`);
  }
  return [{ name, when: text, remedy }];
}

function docOf(node: ts.Node): { readonly text: string; readonly remedy: string | undefined } {
  const doc = ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc);
  const remedy = doc?.tags?.find(({ tagName }) => tagName.text === "remedy");
  return { text: plain(doc?.comment), remedy: remedy && plain(remedy.comment) };
}

function plain(comment: Parameters<typeof ts.getTextOfJSDocComment>[0]): string {
  return (ts.getTextOfJSDocComment(comment) ?? "").replaceAll(/\s+/g, " ").replaceAll("|", "\\|").trim();
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.Latest, true);
}
