import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { EngineProject } from "../support/engine";
import { readExample } from "../support/examples";
import { describeInLanguage } from "../support/languages";
import { readPages } from "../support/pages";
import { packageVersion, PluginArchive } from "../support/pluginProject";

const blocks = readPages().flatMap((page) => page.blocks);
const python = "venv/bin/python";
const languages = [
  {
    language: "python",
    install: `${python} -m pip install --quiet pytest==9.2.0 mypy==2.4.1`,
    check: `for program in programs/*/main.py; do ${python} -m mypy "$program"; done`,
    test: `${python} -m pytest`,
  },
  { language: "go", install: "true", check: "go vet ./programs/...", test: "go test ." },
] as const;

describe.each(languages)("the documentation's programs in $language", ({ language, install, check, test }) => {
  describeInLanguage(language, "with the SDK that the plugin makes", () => {
    /** Files that are named in their first line belong together; every other block is a whole program. */
    const isFile = /^(?:#|\/\/) (\w+\.(?:py|go))\n/;
    const own = blocks.filter((block) => block.language === language);
    const files = own.flatMap(({ text }) => {
      const [, name] = isFile.exec(text) ?? [];
      return name === undefined ? [] : [[name, text] as const];
    });
    const programs = own.filter(({ text }) => !isFile.test(text));
    let archive: PluginArchive;
    let project: EngineProject;

    beforeAll(async () => {
      archive = await PluginArchive.make();
      const example = readExample(language);
      project = await archive.project(example.project, example.files);
      await project.run("package", "add", packageVersion);
      await run(install);
    }, 300_000);
    afterAll(() => {
      project.dispose();
      archive.remove();
    });

    const run = (command: string): Promise<unknown> =>
      promisify(execFile)("bash", ["-e", "-c", command], { cwd: project.folder });

    /** Writes a program to a folder of its own. */
    function writeProgram(folder: string, text: string): void {
      const path = join("programs", folder, `main.${language === "go" ? "go" : "py"}`);
      mkdirSync(dirname(join(project.folder, path)), { recursive: true });
      project.write(path, text);
    }

    it("compile", async () => {
      expect(programs.length).toBeGreaterThan(10);
      programs.forEach(({ page, line, text }) => writeProgram(`${page.replaceAll(/\W/g, "_")}_${line}`, text));
      await run(check);
      writeProgram("wrong", programs[0]?.text.replace(/(JobId: +|job_id=)[^,]+,/, "$1true,") ?? "");
      await expect(run(check)).rejects.toThrow("Command failed");
    }, 240_000);

    it("have unit tests that pass, and fail where another model is expected", async () => {
      files.forEach(([name, text]) => project.write(name, text));
      await run(test);
      files.forEach(([name, text]) =>
        project.write(name, text.replace(/found (==|!=) (\[?)(MODEL|model)\b/, 'found $1 $2"another"')),
      );
      await expect(run(test)).rejects.toThrow("Command failed");
    }, 240_000);
  });
});
