import { execFileSync } from "node:child_process";
import { createReadStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pulumiFolders } from "../../examples/pulumiCommand";
import { failedJob, PortkeySimulator, succeededJob } from "../../sdk/testing";
import { describeInLanguage, type Language } from "../support/languages";
import { readPages, type CodeBlock } from "../support/pages";
import { bash, runGitLab, runWorkflow, type Runner } from "../support/pipelines";
import { packageVersion, PluginArchive } from "../support/pluginProject";

const pages = readPages();

/** Finds a block of a page. */
function blockOf(path: string, isIt: (block: CodeBlock) => boolean): string {
  const block = pages.find((page) => page.path === path)?.blocks.find(isIt);
  if (block === undefined) {
    throw new Error(`${path} has no such block.`);
  }
  return block.text;
}

const pipeline = (file: string): string =>
  blockOf("docs/other-languages.md", ({ text }) => text.startsWith(`# ${file}\n`));
const programIn = (language: Language): string =>
  blockOf(
    "docs/how-to-guides/deploy-when-trained.md",
    (block) => block.language === language && block.text.includes("portkey"),
  );

/** The project's files in each language, and whether an SDK is made for it. */
const projects = {
  yaml: {
    files: () => ({ "Pulumi.yaml": `${programIn("yaml")}packages:\n  portkey: ${packageVersion}\n` }),
    sdk: false,
  },
  python: {
    files: () => ({
      "Pulumi.yaml":
        "name: support-bot\nruntime: { name: python, options: { toolchain: pip, virtualenv: venv } }\npackages: {}\n",
      "__main__.py": programIn("python"),
      "requirements.txt": "pulumi>=3.260.0,<4.0.0\n",
      ".gitignore": "venv\n__pycache__\n",
    }),
    sdk: true,
  },
} as const;

/** Describes what holds for the pipelines of the page about other languages, typed as they stand, with the guide's program in a language. */
export function describePipelinesIn(language: keyof typeof projects): void {
  describeInLanguage(
    language,
    `the pipelines for programs in other languages, typed as they stand, in ${language}`,
    () => {
      const model = "ft:gpt-4o-mini:acme:support-bot:1";
      let folder: string;
      let archive: PluginArchive;
      let downloads: Server;
      let portkey: PortkeySimulator;
      let runner: Runner;

      const shell = async (script: string): Promise<string> => {
        const { code, printed } = await bash(`set -e\n${script}`, join(folder, "first"), runner.environment);
        expect({ code, printed }).toEqual({ code: 0, printed });
        return printed.trim();
      };
      const services = [
        { service: "GitHub Actions", run: () => runWorkflow(pipeline(".github/workflows/deploy.yaml"), runner, {}) },
        {
          service: "GitLab CI/CD",
          run: () =>
            runGitLab(pipeline(".gitlab-ci.yml"), undefined, runner, {
              CI_COMMIT_BRANCH: "main",
              CI_DEFAULT_BRANCH: "main",
            }),
        },
      ];

      /** A repository with the program, and the address at which the archive is. What each runner has is the CLI. */
      beforeAll(async () => {
        folder = mkdtempSync(join(tmpdir(), "portkey-plugin-pipelines-"));
        archive = await PluginArchive.make();
        downloads = createServer((_request, response) => createReadStream(archive.path).pipe(response));
        await new Promise<void>((done) => downloads.listen(0, "127.0.0.1", done));
        const { port } = downloads.address() as AddressInfo;
        portkey = await PortkeySimulator.start();
        portkey.script("ftjob-good", succeededJob("ftjob-good", model)).script("ftjob-lost", failedJob("ftjob-lost"));
        const remote = join(folder, "remote.git");
        runner = {
          remote,
          environment: {
            PATH: [pulumiFolders()[0] ?? "", process.env["PATH"] ?? ""].join(delimiter),
            HOME: join(folder, "home"),
            CI: "true",
            PLUGIN_SERVER: `http://127.0.0.1:${port}`,
            PORTKEY_API_KEY: "key",
            PORTKEY_BASE_URL: portkey.baseUrl,
            PULUMI_BACKEND_URL: `file://${join(folder, "backend")}`,
            PULUMI_CONFIG_PASSPHRASE: "x",
            PULUMI_SKIP_UPDATE_CHECK: "true",
          },
        };
        ["backend", "home", "first"].forEach((name) => mkdirSync(join(folder, name)));
        const { files, sdk } = projects[language];
        Object.entries(files()).forEach(([name, text]) => writeFileSync(join(folder, "first", name), text));
        execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch", "main", remote]);
        const addPackage = `
        pulumi plugin install resource ${packageVersion.replace("@", " ")} --file "${archive.path}"
        pulumi package add ${packageVersion}`;
        await shell(`
        git init --quiet --initial-branch main && git config user.name me && git config user.email me@acme.example
        ${sdk ? addPackage : ""}
        pulumi stack init prod`);
      }, 240_000);
      afterAll(async () => {
        await portkey.close();
        downloads.close();
        archive.remove();
        rmSync(folder, { recursive: true, force: true });
      });

      /** Commits a job's id, for the next pipeline. */
      const deployLater = (jobId: string): Promise<string> =>
        shell(`
        pulumi config set supportBotJobId ${jobId} --stack prod
        git add . && git commit --quiet --allow-empty -m ${jobId} && git push --quiet ../remote.git main`);

      it.each(services)(
        "deploys the model of the job that is committed, on machines without the plugin: $service",
        async ({ run }) => {
          await deployLater("ftjob-good");
          expect(await run()).toMatchObject({ succeeded: true, jobs: ["wait", "deploy"] });
          expect(await shell("pulumi stack output supportBotModel --stack prod")).toBe(model);
          await shell("pulumi destroy --yes --stack prod");
        },
        240_000,
      );

      it.each(services)(
        "does not begin to deploy the model of a job that has failed: $service",
        async ({ run }) => {
          await deployLater("ftjob-lost");
          const pipelineRun = await run();
          expect(pipelineRun).toMatchObject({ succeeded: false, jobs: ["wait"] });
          expect(pipelineRun.log).toContain("The quota for training is spent.");
        },
        120_000,
      );
    },
  );
}
