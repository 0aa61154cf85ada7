import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { version } from "@pulumi/pulumi/version";
import { findPulumiCommand } from "../../examples/pulumiCommand";
import { PortkeySimulator } from "../../sdk/testing";
import { EngineProject, type EngineStack } from "../support/engine";
import type { Figures, Measurement } from "./figures";
import { scriptJobs } from "./jobs";
import { measure, operationNames, stateBytes } from "./measure";
import { say, terminalTable, writeDocs } from "./report";
import { measureUnderFaults } from "./underFaults";
import { variantNames, variantOf, type VariantName } from "./variants";

/** How often each number of jobs is measured; `slowRounds` is for the variants that take minutes. */
const sizes = [
  { jobs: 0, rounds: 5, slowRounds: 5 },
  { jobs: 1, rounds: 9, slowRounds: 9 },
  { jobs: 100, rounds: 5, slowRounds: 5 },
  { jobs: 1_000, rounds: 5, slowRounds: 1 },
];
/** The variants that keep each job in the state, which the file backend writes anew at each step. */
const slow: ReadonlySet<VariantName> = new Set(["resource", "floor", "naive"]);

/**
 * Measures all variants side by side: in each round each of them once, on a stack of its own, so that what else the machine does meets
 * all. Given numbers of jobs it measures only those, and writes nothing. With `--rounds=1` there is no more than one round.
 */
async function main(given: readonly string[]): Promise<void> {
  const command = await findPulumiCommand();
  if (command === undefined) {
    say("No pulumi CLI on PATH or under the Pulumi home: nothing to measure.");
    return;
  }
  const { values, positionals } = parseArgs({
    args: [...given],
    options: { rounds: { type: "string", default: "99" } },
    allowPositionals: true,
  });
  const mostRounds = Number(values.rounds);
  const chosen = sizes.filter(({ jobs }) => positionals.length === 0 || positionals.includes(String(jobs)));
  const before = loadOfLastMinute();
  const underFaults = await measureUnderFaults();
  const simulator = await PortkeySimulator.start({ apiKeys: ["benchmark-key"] });
  const projects = new Map(
    variantNames.map((name) => [name, new EngineProject(name, { "index.js": variantOf(name).program })]),
  );
  const dispose = (): void => projects.forEach((project) => project.dispose());
  process.once("SIGINT", () => (dispose(), process.exit(130)));
  try {
    const measurements: Measurement[] = [];
    for (const { jobs, rounds, slowRounds } of chosen) {
      scriptJobs(simulator, jobs);
      for (let round = 0; round < Math.min(rounds, mostRounds); round += 1) {
        for (const [name, project] of rotated([...projects], round)) {
          if (!slow.has(name) || round < slowRounds) {
            const environment = { PORTKEY_API_KEY: "benchmark-key", PORTKEY_BASE_URL: simulator.baseUrl };
            const stack = await project.stack(`jobs-${jobs}-${round}`, { ...environment, JOBS: String(jobs) });
            await measureStack(stack, { variant: name, jobs }, simulator, measurements);
            say(`${jobs} jobs, round ${round + 1} of ${Math.min(rounds, mostRounds)}: ${name}`);
          }
        }
      }
    }
    const conditions = {
      cores: availableParallelism(),
      node: process.versions.node,
      cli: String(command.version),
      pulumi: version,
      load: [before, loadOfLastMinute()] satisfies [number, number],
    };
    const figures: Figures = { conditions, measurements, underFaults };
    say(terminalTable(figures));
    if (positionals.length === 0) {
      await writeDocs(figures);
    }
  } finally {
    dispose();
    await simulator.close();
  }
}

/** Does on a new stack what is measured, in its order. */
async function measureStack(
  stack: EngineStack,
  what: Pick<Measurement, "variant" | "jobs">,
  simulator: PortkeySimulator,
  measurements: Measurement[],
): Promise<void> {
  for (const operation of operationNames) {
    const { timeMs, requests, peakMebibytes } = await measure(stack, operation, simulator);
    const found = measurements.find(
      (one) => one.variant === what.variant && one.jobs === what.jobs && one.operation === operation,
    );
    const measurement = found ?? { ...what, operation, timesMs: [], requests, peakMebibytes };
    if (found === undefined) {
      measurements.push(measurement);
    }
    if (requests !== measurement.requests) {
      throw new Error(`${stack.name}: ${requests} requests, and ${measurement.requests} in another round`);
    }
    measurement.timesMs.push(timeMs);
    measurement.stateBytes = stateBytes(stack);
  }
}

function loadOfLastMinute(): number {
  return loadavg()[0] ?? 0;
}

function rotated<Entry>(entries: readonly Entry[], by: number): Entry[] {
  const first = by % entries.length;
  return [...entries.slice(first), ...entries.slice(0, first)];
}

main(process.argv.slice(2)).then(
  () => process.exit(),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
