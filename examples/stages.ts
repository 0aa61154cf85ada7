import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { runProgram, unknownValue } from "pulumi-portkey/testing";
import type { Operation, Stage } from "./story";

const root = resolve(__dirname, "..");
const project = "quickstart";
const stack = "demo";
/** The shortest possible interval, since the demo takes only seconds. */
const pollIntervalSeconds = 1;

/** The command for each operation. */
const commands: Readonly<Record<Operation, (jobId: string) => readonly string[]>> = {
  preview: (jobId) => ["preview", ...configOf(jobId)],
  up: (jobId) => ["up", "--yes", "--skip-preview", ...configOf(jobId)],
  output: () => ["stack", "output"],
  destroy: () => ["destroy", "--yes", "--skip-preview", "--remove"],
};

function configOf(jobId: string): readonly string[] {
  return ["-c", `jobId=${jobId}`, "-c", `pollInterval=${pollIntervalSeconds}`];
}

/**
 * Runs the steps with the Pulumi CLI, in a stack on a temporary local backend.
 *
 * @throws Error if the stack can't be created.
 */
export async function withPulumi(
  { command }: PulumiCommand,
  say: (line: string) => void,
  play: (stage: Stage) => Promise<void>,
): Promise<void> {
  const backend = mkdtempSync(join(tmpdir(), "pulumi-portkey-quickstart-"));
  const config = join(root, `Pulumi.${stack}.yaml`);
  const env = {
    ...process.env,
    PULUMI_BACKEND_URL: pathToFileURL(backend).href,
    PULUMI_CONFIG_PASSPHRASE: project,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_SUPPRESS_NEO_LINK: "true",
  };
  const pulumi = (args: readonly string[], stdout: "inherit" | "ignore" = "inherit"): Promise<boolean> =>
    new Promise((done, reject) => {
      spawn(command, args, { cwd: root, env, stdio: ["inherit", stdout, "inherit"] })
        .once("error", reject)
        .once("close", (code) => done(code === 0));
    });
  // Ctrl-C also reaches the CLI, which needs a moment to end.
  let interrupted = false;
  const onInterrupt = (): void => {
    interrupted = true;
  };
  process.on("SIGINT", onInterrupt);
  rmSync(config, { force: true });
  try {
    if (!(await pulumi(["stack", "init", stack, "--no-select"], "ignore"))) {
      throw new Error("The stack could not be created. See the output above.");
    }
    await play({
      keepsState: true,
      perform: async (operation, jobId) => {
        const typed = commands[operation](jobId);
        say(`$ pulumi ${typed.join(" ")}\n`);
        const succeeded = await pulumi([
          ...typed,
          "--stack",
          stack,
          ...(operation === "output" ? [] : ["--suppress-permalink=true"]),
        ]);
        if (interrupted) {
          throw new Error("Interrupted. The demo's stack was deleted, and nothing else was changed.");
        }
        return succeeded;
      },
    });
  } finally {
    process.off("SIGINT", onInterrupt);
    rmSync(backend, { recursive: true, force: true });
    rmSync(config, { force: true });
  }
}

/** Runs the steps in this process. Nothing is deployed, and no state is stored. */
export function inProcess(say: (line: string) => void): Stage {
  return {
    keepsState: false,
    perform: async (operation, jobId) => {
      const program = require.resolve("./quickstart/index");
      // A program runs only when it is loaded.
      delete require.cache[program];
      try {
        const { outputs } = await runProgram(() => require(program), {
          project,
          stack,
          preview: operation === "preview",
          config: { [`${project}:jobId`]: jobId, [`${project}:pollInterval`]: String(pollIntervalSeconds) },
          realTime: true,
          onLog: (line) => say(`   ${line}`),
        });
        say("Outputs:");
        for (const [name, value] of Object.entries(outputs)) {
          say(`   ${name}: ${value === unknownValue ? "unknown" : JSON.stringify(value)}`);
        }
        return true;
      } catch (error) {
        say(`error: ${error instanceof Error ? error.message : String(error)}`);
        return false;
      }
    },
  };
}
