import { PortkeySimulator } from "../../sdk/testing";
import { EngineProject } from "../support/engine";
import { succeededJob } from "../support/jobs";
import { findPulumiCommand } from "../../examples/pulumiCommand";

const counts = [1, 100, 1_000];
const runs = 5;
/** What 1000 jobs may cost at most, in ups of a program that only loads Pulumi, as each does. */
const mostTimesEmpty = 1.5;

/** Reads jobs in the program through Promise.all, beside a program that only loads Pulumi, in ups of the real engine that take turns. */
async function main(): Promise<void> {
  if ((await findPulumiCommand()) === undefined) {
    say("No pulumi CLI on PATH or under the Pulumi home: nothing to measure.");
    return;
  }
  const simulator = await PortkeySimulator.start({ apiKeys: ["benchmark-key"] });
  Array.from({ length: Math.max(...counts) }, (_, index) => `ftjob-${index}`).forEach((id) =>
    simulator.script(id, succeededJob(id)),
  );
  const empty = new EngineProject("empty", { "index.js": `require("@pulumi/pulumi");` });
  const reading = new EngineProject("reading", {
    "index.js": `
      const portkey = require("pulumi-portkey");
      const ids = Array.from({ length: Number(process.env.JOBS) }, (_, index) => "ftjob-" + index);
      module.exports = async () => {
        const jobs = await Promise.all(ids.map((jobId) => portkey.getFineTuningJob({ jobId })));
        const wrong = jobs.filter(({ fineTunedModel }, index) => !fineTunedModel.endsWith(":" + ids[index]));
        return { wrong: wrong.length };
      };`,
  });
  try {
    const environment = { PORTKEY_API_KEY: "benchmark-key", PORTKEY_BASE_URL: simulator.baseUrl };
    const nothing = await empty.stack("dev", environment);
    const stacks = await Promise.all(
      counts.map((jobs) => reading.stack(`jobs-${jobs}`, { ...environment, JOBS: String(jobs) })),
    );
    const emptyTimes: number[] = [];
    const times = counts.map((): number[] => []);
    for (let run = 0; run < runs; run += 1) {
      emptyTimes.push((await nothing.up()).duration);
      for (const [index, stack] of stacks.entries()) {
        const { duration, outputs } = await stack.up();
        times[index]?.push(duration);
        if (outputs["wrong"]?.value !== 0) {
          throw new Error(`wrong values: ${String(outputs["wrong"]?.value)}`);
        }
      }
    }
    say(
      `Jobs read by getFineTuningJob in the program, median of ${runs} ups, in ups of a program that only loads Pulumi:`,
    );
    const ratios = times.map((each) => median(each) / median(emptyTimes));
    counts.forEach((jobs, index) => say(`  ${jobs} jobs: ${ratios[index]?.toFixed(2)} times`));
    say(`  most connections: ${simulator.maxConnections}`);
    if ((ratios.at(-1) ?? 0) > mostTimesEmpty) {
      say(`  1000 jobs take more than ${mostTimesEmpty} times such a program.`);
      process.exitCode = 1;
    }
  } finally {
    empty.dispose();
    reading.dispose();
    await simulator.close();
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
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
