import { readdirSync, readFileSync } from "node:fs";
import type { PortkeySimulator } from "../../sdk/testing";
import type { EngineStack, Running } from "../support/engine";

/** What is measured of a stack, in this order. */
export const operations = {
  preview: { title: "preview", command: ["preview"] },
  firstUp: { title: "first up", command: ["up", "--yes", "--skip-preview"] },
  unchangedUp: { title: "unchanged up", command: ["up", "--yes", "--skip-preview"] },
} as const satisfies Readonly<Record<string, { readonly title: string; readonly command: readonly string[] }>>;

export type OperationName = keyof typeof operations;
export const operationNames = Object.keys(operations) as readonly OperationName[];

/** What one command took. */
export interface Cost {
  readonly timeMs: number;
  readonly requests: number;
  /** The most that all processes of the command had in memory together; undefined where /proc is missing. */
  readonly peakMebibytes: number | undefined;
}

const samplingIntervalMs = 100;

/** Runs `pulumi` on a stack, and measures it from its start to its end. */
export async function measure(
  stack: EngineStack,
  operation: OperationName,
  simulator: PortkeySimulator,
): Promise<Cost> {
  simulator.requests.length = 0;
  const start = process.hrtime.bigint();
  const running = stack.start(...operations[operation].command, "--non-interactive");
  let peakKibibytes = 0;
  const sampling = setInterval(() => {
    peakKibibytes = Math.max(peakKibibytes, memoryOf(running));
  }, samplingIntervalMs);
  const code = await running.ended.finally(() => clearInterval(sampling));
  const timeMs = Number(process.hrtime.bigint() - start) / 1e6;
  if (code !== 0) {
    throw new Error(`pulumi ${operations[operation].command.join(" ")} failed:\n${running.terminal()}`);
  }
  checkValues(stack, operation);
  return {
    timeMs: Math.round(timeMs),
    requests: simulator.requests.length,
    peakMebibytes: peakKibibytes === 0 ? undefined : Math.round(peakKibibytes / 1024),
  };
}

/** Returns how many bytes of state each job takes on average, as JSON without white space; undefined where there is none. */
export function stateBytes(stack: EngineStack): number | undefined {
  const jobs = stack.state().resources.filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic"));
  const bytes = jobs.reduce((sum, job) => sum + Buffer.byteLength(JSON.stringify(job)), 0);
  return jobs.length === 0 ? undefined : Math.round(bytes / jobs.length);
}

/** @throws where a program that reads jobs has got another's model. */
function checkValues(stack: EngineStack, operation: OperationName): void {
  const { wrong = 0 } = stack.state().resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {};
  if (wrong !== 0) {
    throw new Error(`${String(wrong)} wrong values in the ${operations[operation].title} of ${stack.name}`);
  }
}

/** Adds up the resident memory, in KiB, of all processes in the session of a command; 0 where /proc is missing. */
function memoryOf({ process: { pid } }: Running): number {
  try {
    return readdirSync("/proc")
      .filter((entry) => /^\d+$/.test(entry) && sessionOf(entry) === pid)
      .reduce((sum, entry) => sum + Number(/^VmRSS:\s+(\d+)/m.exec(readProcess(entry, "status"))?.[1] ?? 0), 0);
  } catch {
    return 0;
  }
}

/** The sixth field, the fourth after the command's name in parentheses. */
function sessionOf(id: string): number {
  return Number(readProcess(id, "stat").split(") ").at(-1)?.split(" ")[3]);
}

function readProcess(id: string, what: "stat" | "status"): string {
  try {
    return readFileSync(`/proc/${id}/${what}`, "utf8");
  } catch {
    return ""; // It has ended meanwhile.
  }
}
