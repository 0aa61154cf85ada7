import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import schema from "../../provider/plugin/schema.json";
import { readPages } from "../support/pages";

const repository = resolve(__dirname, "../..");
const pages = readPages();
const blocks = pages.flatMap((page) => page.blocks.filter(({ copyOf }) => copyOf === undefined));
const inLanguage = (language: string) =>
  blocks.filter((block) => block.language === language).map((block) => [`${block.page}:${block.line}`, block] as const);

/** What can be called or made, by its name in the schema, with the names of what it takes; a job's outputs and methods as `FineTuningJob.NAME`. */
const members = new Map<string, ReadonlySet<string>>([
  ["Provider", new Set(Object.keys(schema.provider.inputProperties))],
  ...Object.entries(schema.resources).map(
    ([token, { inputProperties }]) => [nameOf(token), new Set(Object.keys(inputProperties))] as const,
  ),
  ...Object.keys(schema.resources["portkey:index:FineTuningJob"].properties).map(
    (name) => [`FineTuningJob.${name}`, new Set<string>()] as const,
  ),
  ...Object.entries(schema.functions).map(
    ([token, { inputs }]) => [nameOf(token), new Set(Object.keys(inputs.properties))] as const,
  ),
  ...Object.entries(schema.types).map(
    ([token, type]) => [nameOf(token), new Set("properties" in type ? Object.keys(type.properties) : [])] as const,
  ),
]);

function nameOf(token: string): string {
  return (token.split(":").at(-1) ?? "").replace("/", ".");
}

/** Lists what a program uses that the package does not have. */
function unknownIn(uses: ReadonlyArray<readonly [string, readonly string[]]>): string[] {
  return uses.flatMap(([member, names]) => {
    const known = members.get(member);
    return known === undefined ? [member] : names.filter((name) => !known.has(name)).map((name) => `${member}.${name}`);
  });
}

describe("a choice of languages", () => {
  const choosers = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/^\{\{< chooser language "([\w,]+)" >\}\}$(.*?)^\{\{< \/chooser >\}\}$/gms)].map(
      ([, languages = "", body = ""]) => [path, languages, body] as const,
    ),
  );

  it.each(choosers)("has each of them once, in order: %s, %s", (_path, languages, body) => {
    const offered = [...body.matchAll(/^\{\{% choosable language (\w+) %\}\}$.+?^\{\{% \/choosable %\}\}$/gms)];
    expect(offered.map(([, language]) => language)).toEqual(languages.split(","));
  });
});

const hasPython = spawnSync("python3", ["--version"]).status === 0;
if (!hasPython) {
  process.stdout.write("No python3 on PATH: the documentation's programs in Python are not parsed.\n");
}
const describeWithPython = hasPython ? describe : describe.skip;

describeWithPython("a program in Python", () => {
  const camel = (name: string) => name.replaceAll(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());

  it.each(inLanguage("python"))("uses what the package has: %s", (_name, { text }) => {
    const script = join(repository, "test/support/pythonCalls.py");
    const { stdout, stderr } = spawnSync("python3", [script], { input: text, encoding: "utf8" });
    expect(stderr).toBe("");
    const calls: Array<[string, string[]]> = JSON.parse(stdout);
    const called = calls.map(([member, names]): [string, string[]] => [
      camel(member)
        .replace(/Output$/, "")
        .replace(/Args$/, ""),
      names.filter((name) => name !== "opts").map(camel),
    ]);
    const uses = [...called, ...tokensIn(text)];
    expect(uses).not.toEqual([]);
    expect(unknownIn(uses)).toEqual([]);
  });
});

describe("a program in Go", () => {
  it.each(inLanguage("go"))("uses what the package has: %s", (_name, { text }) => {
    const uses = [
      ...literalsIn(text, /(?:portkey\.(\w+?)(?:Output)?Args)?\{([^{}]*)\}/, /(?:^|,)\s*(\w+):/gm),
      ...takenFromJobs(text, /(\w+), err :?= portkey\.NewFineTuningJob\(/g),
      ...tokensIn(text),
    ];
    expect(uses).not.toEqual([]);
    expect(unknownIn(uses)).toEqual([]);
  });
});

describe("a program in C#", () => {
  it.each(inLanguage("csharp"))("uses what the package has: %s", (_name, { text }) => {
    const type = /(?:Portkey\.(?:Inputs\.)?(\w+?)(?:Args|(?:\.Invoke)?\((?:"[^"]*", )?new\(\))\s*)?\{([^{}]*)\}/;
    const uses = [
      ...literalsIn(text, type, /^\s*(\w+) =/gm),
      ...takenFromJobs(text, /var (\w+) = new Portkey\.FineTuningJob\(/g),
    ];
    expect(uses).not.toEqual([]);
    expect(unknownIn(uses)).toEqual([]);
  });
});

describe("a program in YAML", () => {
  const programs = inLanguage("yaml").filter(([, { text }]) => /^runtime: yaml$/m.test(text));

  it.each(programs)("uses what the package has: %s", (_name, { text }) => {
    const uses = usesIn(parse(text));
    expect(uses).not.toEqual([]);
    expect(unknownIn(uses)).toEqual([]);
  });
});

/** Lists the literals of the package's types in a program in Go or C#, from the innermost out, each with its own fields alone. */
function literalsIn(text: string, innermost: RegExp, field: RegExp): Array<[string, string[]]> {
  const uses: Array<[string, string[]]> = [];
  for (let rest = text; innermost.test(rest);) {
    rest = rest.replace(innermost, (_all, type: string | undefined, body: string) => {
      if (type !== undefined) {
        const fields = [...body.matchAll(field)].map(([, name = ""]) => lowerFirst(name));
        const ofMethod = type.replace(/^FineTuningJob(?=.)/, "");
        const names = [type, lowerFirst(type), `FineTuningJob.${lowerFirst(ofMethod)}`];
        uses.push([names.find((name) => members.has(name)) ?? type, fields]);
      }
      return "";
    });
  }
  return uses;
}

/** Lists what the mocks of a unit test answer, by its tokens. */
function tokensIn(text: string): Array<[string, string[]]> {
  return [...text.matchAll(/"(portkey:index:[\w/]+)"/g)].map(([, token = ""]) => [nameOf(token), []]);
}

/** Lists the outputs and methods that a program in Go or C# takes from the variables that are jobs. */
function takenFromJobs(text: string, job: RegExp): Array<[string, string[]]> {
  return [...text.matchAll(job)].flatMap(([, variable = ""]) =>
    [...text.matchAll(new RegExp(`\\b${variable}\\.(\\w+)`, "g"))].map(([, name = ""]): [string, string[]] => [
      `FineTuningJob.${lowerFirst(name)}`,
      [],
    ]),
  );
}

function usesIn(value: unknown): Array<[string, string[]]> {
  if (typeof value !== "object" || value === null) {
    return [];
  }
  const entries: Readonly<Record<string, unknown>> = { ...value };
  const token = entries["type"] ?? entries["function"];
  const own: Array<[string, string[]]> =
    typeof token === "string" && token.startsWith("portkey:")
      ? [[nameOf(token), Object.keys(Object(entries["properties"] ?? entries["arguments"]))]]
      : [];
  const { connection } = entries;
  const settings: typeof own = connection === undefined ? [] : [["Connection", Object.keys(Object(connection))]];
  return [...own, ...settings, ...Object.values(entries).flatMap(usesIn)];
}

function lowerFirst(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}
