import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import { FineTuningJob } from "pulumi-portkey";
import { answer, errorShapes } from "../support/faults";
import { succeededJob } from "../support/jobs";
import { findPulumiCommand } from "../../examples/pulumiCommand";
import { PortkeySimulator } from "../../sdk/testing";

const jobs = 500;
const latencyMs = 200;
const faultEvery = 20;

/** Runs 500 jobs in one up at a server that takes 200 ms and fails every 20th request, beside an up without jobs. */
async function main(): Promise<void> {
  const pulumiCommand = await findPulumiCommand();
  if (pulumiCommand === undefined) {
    say("No pulumi CLI on PATH or under the Pulumi home: nothing to measure.");
    return;
  }
  const simulator = await PortkeySimulator.start({ apiKeys: ["benchmark-key"], latencyMs });
  const ids = Array.from({ length: jobs }, (_, index) => `ftjob-${index}`);
  ids.forEach((id) => simulator.script(id, succeededJob(id)));
  simulator.failEvery(faultEvery, answer(503, errorShapes.gateway("Service unavailable"), { "retry-after": "0.2" }));
  const folder = mkdtempSync(join(tmpdir(), "pulumi-portkey-benchmark-"));
  const up = async (read: readonly string[]): Promise<{ seconds: number; wrong: number; memory: number }> => {
    const stack = await LocalWorkspace.createOrSelectStack(
      {
        stackName: `jobs-${read.length}`,
        projectName: "benchmark",
        program: async () =>
          Object.fromEntries(
            read.map(
              (id) => [id, new FineTuningJob(id, { jobId: id }).fineTunedModel] as [string, pulumi.Output<unknown>],
            ),
          ),
      },
      {
        pulumiCommand,
        envVars: {
          PULUMI_BACKEND_URL: pathToFileURL(folder).href,
          PULUMI_CONFIG_PASSPHRASE: "benchmark",
          PORTKEY_API_KEY: "benchmark-key",
          PORTKEY_BASE_URL: simulator.baseUrl,
        },
      },
    );
    const start = process.hrtime.bigint();
    let memory = 0;
    const sampling = setInterval(() => (memory = Math.max(memory, providerMemory())), 100);
    const { outputs } = await stack.up({ suppressOutputs: true }).finally(() => clearInterval(sampling));
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    const wrong = read.filter((id) => outputs[id]?.value !== succeededJob(id)["fine_tuned_model"]).length;
    return { seconds, wrong, memory };
  };
  try {
    const empty = await up([]);
    const one = await up(ids.slice(0, 1));
    const before = simulator.count();
    const full = await up(ids);
    say(`${jobs} jobs, ${latencyMs} ms latency, every ${faultEvery}th request a 503:`);
    say(`  wrong values: ${full.wrong}`);
    say(`  requests: ${simulator.count() - before}, most connections: ${simulator.maxConnections}`);
    say(`  an up with them takes ${(full.seconds / empty.seconds).toFixed(1)} times an up without any`);
    say(`  and ${(full.seconds / ((jobs * latencyMs) / 1000)).toFixed(2)} times the sum of the server's latencies`);
    say(
      one.memory === 0
        ? "  the provider's memory can't be read on this system"
        : `  the provider's process peaks at ${(full.memory / one.memory).toFixed(2)} times what it takes for one job`,
    );
    if (full.wrong > 0 || simulator.maxConnections > 16) {
      process.exitCode = 1;
    }
  } finally {
    await simulator.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns the peak of the memory, in kB, of the process that reads the jobs; 0 where /proc is missing. */
function providerMemory(): number {
  try {
    const found = readdirSync("/proc")
      .filter((entry) => /^\d+$/.test(entry))
      .find((id) => readFileSync(`/proc/${id}/cmdline`, "utf8").includes("cmd/dynamic-provider"));
    const status = found === undefined ? "" : readFileSync(`/proc/${found}/status`, "utf8");
    return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  } catch {
    return 0; // a process that has ended meanwhile
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
