import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
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
const configSchema = z.object({ config: z.record(z.string(), z.object({ default: z.string().optional() })) });
const pluginInstall = [
  "npm run build:plugin",
  `pulumi plugin install resource portkey ${root.version} --file dist/pulumi-resource-portkey-v${root.version}.tar.gz`,
];

it("finds the examples", () => {
  expect(examples.map(({ path }) => path)).toEqual(
    expect.arrayContaining(["aws", "component", "es-module", "go", "python", "wait-and-deploy/consumer", "yaml"]),
  );
});

it("leaves the SDKs of other providers to the examples: the root installs none", () => {
  expect(Object.keys(ranges).filter((name) => name.startsWith("@pulumi/"))).toEqual(["@pulumi/pulumi"]);
});

it("has a line for each in the list of examples", () => {
  const list = readFileSync(join(__dirname, "../../examples/README.md"), "utf8");
  expect(examples.filter(({ path }) => !list.includes(`](${path})`))).toEqual([]);
});

/** The files with the program in each language, and the commands by which the package gets there. */
const languages: Readonly<Record<string, { readonly program: RegExp; readonly install: readonly string[] }>> = {
  nodejs: { program: /\.[jt]s$/, install: ["npm install"] },
  python: { program: /\.py$/, install: [...pluginInstall, `pulumi package add portkey@${root.version}`] },
  go: { program: /\.go$/, install: [...pluginInstall, `pulumi package add portkey@${root.version}`] },
  yaml: { program: /^Pulumi\.yaml$/, install: pluginInstall },
};

describe.each(examples)("examples/$path", ({ project, runtime, packageName, folder, dependencies, files }) => {
  const language = languages[runtime];
  const readme = files["README.md"] ?? "";
  const programs = Object.entries(files).filter(([name]) => language?.program.test(name));
  const source = programs.map(([, text]) => text).join("\n");
  const { settings, requiredSettings } = settingsOf(runtime, source);
  /** The keys in the first column of the README's table of settings. */
  const documented = [...readme.matchAll(/^\| `([\w:-]+)`/gm)].map(([, key]) => key ?? "");

  it("is one project, by the same name wherever it stands", () => {
    expect(language).toBeDefined();
    expect(packageName).toBe(runtime === "nodejs" ? project : undefined);
    expect(files["Pulumi.yaml"]).toMatch(/^description: .+$/m);
  });

  it("has a README with every setting that the program reads, and no other", () => {
    expect(documented.filter((key) => !key.includes(":")).toSorted()).toEqual([...new Set(settings)].toSorted());
  });

  it("has a README with the commands from the copy to the end", () => {
    const commands = [...readme.matchAll(/```sh\n(.*?)```/gs)].map(([, text]) => text ?? "").join("\n");
    const install = language?.install ?? [];
    const needed = ["cp -r examples/", ...install, "pulumi stack init", "pulumi up", "pulumi destroy", "stack rm"];
    expect(needed.filter((command) => !commands.includes(command))).toEqual([]);
    const set = [...commands.matchAll(/pulumi config set (?:--\w+ )?([\w:-]+)/g)].map(([, key]) => key ?? "");
    expect(set.filter((key) => !documented.includes(key))).toEqual([]);
    expect(requiredSettings.filter((key) => !set.includes(key))).toEqual([]);
  });

  it("has a README that says what the stack is called with a file backend", () => {
    expect(readme).toContain("pulumi login --local");
    expect(readme).toMatch(/`?organization\/[\w-]+\/dev/);
  });

  // What follows is about the packages of a program in Node.js.
  if (runtime !== "nodejs") {
    it("says which archive of the plugin needs Node.js, and brings no package.json and no SDK", () => {
      expect(readme).toContain("and Node.js 20 or newer, which builds and runs the plugin:");
      expect(readme).toContain("With the archive of a release, you need no Node.js:");
      expect(Object.keys(files)).not.toContain("package.json");
      expect(existsSync(join(folder, "sdks"))).toBe(false);
    });
    return;
  }

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

/** The settings that a program reads, and those among them that it can't do without. */
function settingsOf(runtime: string, source: string): { settings: string[]; requiredSettings: string[] } {
  if (runtime === "yaml") {
    const { config } = configSchema.parse(parse(source));
    const required = Object.entries(config).filter(([, setting]) => setting.default === undefined);
    return { settings: Object.keys(config), requiredSettings: required.map(([name]) => name) };
  }
  const read = [...source.matchAll(/\bconf(?:ig)?\.(require|get)\w*(?:<.*?>)?\("(\w+)"/gi)];
  const required = read.filter(([, how]) => how?.toLowerCase() === "require");
  return { settings: read.map(([, , key]) => key ?? ""), requiredSettings: required.map(([, , key]) => key ?? "") };
}
