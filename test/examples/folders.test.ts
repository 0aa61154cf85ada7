import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { listExamples } from "../support/examples";

const root = z
  .object({
    version: z.string(),
    dependencies: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(readFileSync(resolve(__dirname, "../../package.json"), "utf8")));
const ranges: Readonly<Record<string, string>> = {
  ...root.devDependencies,
  ...root.dependencies,
  "pulumi-portkey": `^${root.version}`,
};
const examples = listExamples();

it("finds the examples", () => {
  expect(examples.map(({ path }) => path)).toEqual(
    expect.arrayContaining(["aws", "azure", "component", "es-module", "kubernetes", "wait-and-deploy/consumer"]),
  );
});

it("leaves the SDKs of other providers to the examples: the root installs none", () => {
  expect(Object.keys(ranges).filter((name) => name.startsWith("@pulumi/"))).toEqual(["@pulumi/pulumi"]);
});

it("has a line for each in the list of examples", () => {
  const list = readFileSync(join(__dirname, "../../examples/README.md"), "utf8");
  expect(examples.filter(({ path }) => !list.includes(`](${path})`))).toEqual([]);
});

describe.each(examples)("examples/$path", ({ project, dependencies, files }) => {
  const readme = files["README.md"] ?? "";
  const programs = Object.entries(files).filter(([name]) => /\.[jt]s$/.test(name));
  const source = programs.map(([, text]) => text).join("\n");
  const settings = [...source.matchAll(/\bconfig\.(?:require|get)\w*(?:<.*?>)?\("(\w+)"/g)].map(([, key]) => key ?? "");
  /** The keys in the first column of the README's table of settings. */
  const documented = [...readme.matchAll(/^\| `([\w:-]+)`/gm)].map(([, key]) => key ?? "");

  it("is one project, by the same name wherever it stands", () => {
    expect(files["Pulumi.yaml"]).toContain(`name: ${project}\n`);
    expect(files["Pulumi.yaml"]).toMatch(/^description: .+$/m);
  });

  it("has a README with every setting that the program reads, and no other", () => {
    expect(documented.filter((key) => !key.includes(":")).toSorted()).toEqual([...new Set(settings)].toSorted());
  });

  it("has a README with the commands from the copy to the end", () => {
    const commands = [...readme.matchAll(/```sh\n(.*?)```/gs)].map(([, text]) => text ?? "").join("\n");
    const needed = ["cp -r examples/", "npm install", "pulumi stack init", "pulumi up", "pulumi destroy", "stack rm"];
    expect(needed.filter((command) => !commands.includes(command))).toEqual([]);
    const set = [...commands.matchAll(/pulumi config set (?:--\w+ )?([\w:-]+)/g)].map(([, key]) => key ?? "");
    expect(set.filter((key) => !documented.includes(key))).toEqual([]);
    const required = [...source.matchAll(/\bconfig\.require\w*(?:<.*?>)?\("(\w+)"/g)].map(([, key]) => key ?? "");
    expect(required.filter((key) => !set.includes(key))).toEqual([]);
  });

  it("has a README that says what the stack is called with a file backend", () => {
    expect(readme).toContain("pulumi login --local");
    expect(readme).toContain("organization/portkey-");
  });

  it("depends on what the repository does, in the same versions", () => {
    const shared = Object.entries(dependencies).filter(([name]) => name in ranges);
    expect(shared).toEqual(shared.map(([name]) => [name, ranges[name]]));
    expect(Object.keys(dependencies)).toContain("@pulumi/pulumi");
    expect("typescript" in dependencies).toBe("index.ts" in files);
    expect("tsconfig.json" in files).toBe("index.ts" in files);
  });

  it("imports nothing but what its package.json names, and its own files", () => {
    const imported = [...source.matchAll(/(?:\bfrom|\bimport\(|(?<!\.)\brequire\()\s*"([^"]+)"/g)].map(
      ([, module]) => module ?? "",
    );
    const isOwn = (module: string): boolean => module.startsWith("./") && `${module.slice(2)}.ts` in files;
    const isNamed = (module: string): boolean =>
      Object.keys(dependencies).some((name) => module === name || module.startsWith(`${name}/`));
    expect(imported.length).toBeGreaterThan(0);
    expect(imported.filter((module) => !isOwn(module) && !isNamed(module))).toEqual([]);
  });
});
