import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { format, resolveConfig } from "prettier";
import ts from "typescript";
import { fieldNames, fieldOf } from "../provider/jobs/fields";
import { settingNames, settingOf } from "../provider/settings/settingTable";
import { drawRecording, pictureFile } from "./recording";

/**
 * Writes the tables that stand in the documentation between `<!-- NAME -->` and `<!-- /NAME -->`, from the one place of each: the table in
 * the code, and the docstrings of its entries; and draws the picture of the recorded `pulumi up`. With `--check` it writes nothing, and fails
 * where a copy is stale.
 */

const root = resolve(__dirname, "..");
const documents = ["README.md"];

type Row = readonly string[];

const tables: Readonly<Record<string, () => readonly Row[]>> = {
  outputs: () => {
    const docs = docsOfTable("provider/jobs/fields.ts", "jobFields");
    return [
      ["output", "API field", ""],
      ...fieldNames.map((name) => [code(name), fieldOf(name).keys.map(code).join(", "), docs(name)]),
      [code("jobId"), "", "The id as the program gave it."],
    ];
  },
  settings: () => {
    const docs = docsOfTable("provider/settings/settingTable.ts", "settingTable");
    return [
      ["setting", "environment", "header", ""],
      ...settingNames.map((name) => {
        const { environment, header = "", secret } = settingOf(name);
        const text = `${docs(name)}${secret === "always" ? " Secret." : ""}`;
        return [code(name), environment.map(code).join(", "), header && code(header), text];
      }),
    ];
  },
  errors: () => [
    ["class", "when", "what to do"],
    ...errorClasses().map(({ name, when, remedy }) => [code(name), when, remedy]),
  ],
};

async function main(): Promise<void> {
  const check = process.argv.includes("--check");
  for (const document of documents) {
    const path = join(root, document);
    const text = readFileSync(path, "utf8");
    const options = await resolveConfig(path);
    const current = await format(withTables(text), { ...options, filepath: path });
    if (current === text) {
      continue;
    }
    if (check) {
      throw new Error(`${document} has a table that is stale: run npm run docs.`);
    }
    writeFileSync(path, current);
  }
  await keepPicture(check);
}

async function keepPicture(check: boolean): Promise<void> {
  const current = await drawRecording();
  if (existsSync(pictureFile) && readFileSync(pictureFile, "utf8") === current) {
    return;
  }
  if (check) {
    throw new Error("The picture of the recording is stale: run npm run docs.");
  }
  writeFileSync(pictureFile, current);
}

function withTables(text: string): string {
  return Object.entries(tables).reduce(
    (changed, [name, rows]) =>
      changed.replace(
        new RegExp(`(<!-- ${name} -->).*(<!-- /${name} -->)`, "s"),
        (_all, begin: string, end: string) => `${begin}\n\n${tableOf(rows())}\n\n${end}`,
      ),
    text,
  );
}

function tableOf([head = [], ...rows]: readonly Row[]): string {
  const line = (cells: Row): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "-")), ...rows.map(line)].join("\n");
}

function code(text: string): string {
  return `\`${text}\``;
}

/** Reads the docstrings of an object literal's properties. */
function docsOfTable(file: string, table: string): (property: string) => string {
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

interface ErrorClass {
  readonly name: string;
  readonly when: string;
  readonly remedy: string;
}

/** Lists the error classes that can be met, in the order in which `errors/index.ts` exports them. */
function errorClasses(): ErrorClass[] {
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
    throw new Error(`${name} needs a docstring that says when it is met, and a @remedy that says what to do.`);
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

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
