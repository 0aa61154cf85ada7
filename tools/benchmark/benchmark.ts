import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { version } from "@pulumi/pulumi/version";
import { findPulumiCommand } from "../../examples/pulumiCommand";
import { PortkeySimulator } from "../../sdk/testing";
import { EngineProject } from "../../test/support/engine";
import { documentedJob } from "../../test/support/jobs";
import { table } from "../docs/markdown";
import { operations, tablesOf, type Sample } from "./figures";
import { programs } from "./programs";

/** How many rounds are measured for each number of jobs. `--rounds` can reduce it. */
const roundsOf = { "1": 9, "100": 5, "1000": 5 };
const apiKey = "benchmark-key";
const samplingIntervalMs = 100;

/** Measures and prints the tables. Saves the figures, unless only some numbers of jobs were measured. */
async function main(): Promise<void> {
  const command = await findPulumiCommand();
  if (command === undefined) {
    throw new Error("The benchmark needs a pulumi CLI, on PATH or in the Pulumi home folder.");
  }
  const options = { rounds: { type: "string", default: "9" } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const sizes = Object.entries(roundsOf)
    .filter(([jobs]) => positionals.length === 0 || positionals.includes(jobs))
    .map(([jobs, rounds]) => ({ jobs: Number(jobs), rounds: Math.min(rounds, Number(values.rounds)) }));
  const before = loadavg()[0] ?? 0;
  const samples: Sample[] = [];
  for (const { jobs, rounds } of sizes) {
    samples.push(...(await measureSideBySide(jobs, rounds)));
  }
  const conditions = {
    cores: String(availableParallelism()),
    "load before and after": [before, loadavg()[0] ?? 0].map((average) => average.toFixed(1)).join(", "),
    "Node.js": process.versions.node,
    "Pulumi CLI": String(command.version),
    "@pulumi/pulumi": version,
    "rounds, by number of jobs": sizes.map(({ jobs, rounds }) => `${jobs}: ${rounds}`).join("; "),
  };
  const tables = tablesOf({ conditions, samples });
  Object.values(tables).forEach((rows) => say(`\n${table(rows)}`));
  if (positionals.length === 0) {
    const lines = samples.map((sample) => `\n${JSON.stringify(sample)}`).join();
    const text = `{"conditions":${JSON.stringify(conditions)},\n"samples":[${lines}\n]}\n`;
    writeFileSync(join(__dirname, "figures.json"), text);
  }
}

/** Measures each program once in each round. The order changes, so that other load on the machine affects all programs. */
async function measureSideBySide(jobs: number, rounds: number): Promise<Sample[]> {
  const simulator = await startPortkey(jobs);
  const measured = Object.entries(programs).filter(([, { most }]) => jobs <= most);
  const projects = measured.map(([name, { source }]) => new EngineProject(name, { "index.js": source }));
  const samples: Sample[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      const first = round % projects.length;
      for (const project of [...projects.slice(first), ...projects.slice(0, first)]) {
        samples.push(await measure(project, `stack-${round}`, jobs, simulator));
        say(`${jobs} jobs, round ${round + 1} of ${rounds}: ${project.name}`);
      }
    }
    return samples;
  } finally {
    projects.forEach((project) => project.dispose());
    await simulator.close();
  }
}

/** Measures a program on a new stack. Each operation is measured from the CLI's start to its end. */
async function measure(
  project: EngineProject,
  name: string,
  jobs: number,
  simulator: PortkeySimulator,
): Promise<Sample> {
  const environment = { PORTKEY_API_KEY: apiKey, PORTKEY_BASE_URL: simulator.baseUrl, JOBS: String(jobs) };
  const stack = await project.stack(name, environment);
  const timesMs = { preview: 0, "first up": 0, "unchanged up": 0 };
  const requests = { ...timesMs };
  let peakMebibytes = 0;
  const sampling = setInterval(() => {
    peakMebibytes = Math.max(peakMebibytes, memoryOf(project));
  }, samplingIntervalMs);
  try {
    for (const operation of operations) {
      simulator.requests.length = 0;
      const start = performance.now();
      const command = operation === "preview" ? ["preview"] : ["up", "--yes", "--skip-preview"];
      const { code, terminal } = await stack.run(...command, "--non-interactive");
      timesMs[operation] = Math.round(performance.now() - start);
      requests[operation] = simulator.requests.length;
      const program = stack.state().resources.find(({ type }) => type === "pulumi:pulumi:Stack");
      if (code !== 0 || (operation !== "preview" && program?.outputs?.["wrong"] !== 0)) {
        throw new Error(`The ${operation} of ${project.name} failed, or returned wrong values:\n${terminal}`);
      }
    }
  } finally {
    clearInterval(sampling);
  }
  const kept = stack.state().resources.filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic"));
  const bytes = kept.reduce((sum, job) => sum + Buffer.byteLength(JSON.stringify(job)), 0);
  return { program: project.name, jobs, timesMs, requests, stateBytes: Math.round(bytes / jobs), peakMebibytes };
}

/** Starts a simulator with this many copies of OpenAI's documented job, each with its own id and a model that ends in the id. */
async function startPortkey(jobs: number): Promise<PortkeySimulator> {
  const simulator = await PortkeySimulator.start({ apiKeys: [apiKey] });
  for (let index = 0; index < jobs; index += 1) {
    const id = `ftjob-${index}`;
    simulator.script(id, { ...documentedJob, id, fine_tuned_model: `ft:davinci-002:my-org:custom_suffix:${id}` });
  }
  return simulator;
}

/** Adds up the resident memory of all processes of a project, in MiB; 0 where /proc is missing. */
function memoryOf(project: EngineProject): number {
  const kibibytes = project.processes().map((id) => {
    try {
      return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1] ?? 0);
    } catch {
      return 0; // The process has ended.
    }
  });
  return Math.round(kibibytes.reduce((sum, size) => sum + size, 0) / 1024);
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
