import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineEvent, OutputMap } from "@pulumi/pulumi/automation";
import { pulumiExecutable, pulumiFolders } from "../../examples/pulumiCommand";

/** Where `pulumi` runs, and with what. */
export interface Place {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A `pulumi` process that was started as a terminal starts it. */
export interface Running {
  readonly process: ChildProcess;
  /** What it printed so far. */
  readonly terminal: () => string;
  /** Resolves with the exit code, or null when a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** Starts `pulumi` in a process group of its own, as a shell does, so that a Ctrl-C can be sent to all of it. */
export function start({ folder, environment }: Place, commandLine: readonly string[]): Running {
  const child = spawn(join(pulumiFolders()[0] ?? "", pulumiExecutable), commandLine, {
    cwd: folder,
    env: { ...process.env, ...environment },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let terminal = "";
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => (terminal += text));
  }
  return { process: child, terminal: () => terminal, ended };
}

/** What one operation of the engine did. */
export interface Operation {
  readonly succeeded: boolean;
  /** All that the terminal showed. */
  readonly terminal: string;
  readonly events: readonly EngineEvent[];
  /** How many resources were created, updated, the same, … */
  readonly changes: Readonly<Record<string, number>>;
  readonly outputs: OutputMap;
}

/** Performs an operation, and keeps its events. `onEvent` is told each as it comes. */
export async function operate(
  place: Place,
  commandLine: readonly string[],
  onEvent: (event: EngineEvent) => void = () => undefined,
): Promise<Omit<Operation, "outputs">> {
  const folder = mkdtempSync(join(tmpdir(), "portkey-events-"));
  const events: EngineEvent[] = [];
  const log = new EventLog(join(folder, "events"));
  const read = (): void => {
    for (const event of log.read()) {
      events.push(event);
      onEvent(event);
    }
  };
  const environment = { ...place.environment, PULUMI_DEBUG_COMMANDS: "true" };
  const words = ["--non-interactive", "--color", "never", "--event-log", log.file];
  const { ended, terminal } = start({ ...place, environment }, [...commandLine, ...words]);
  const reading = setInterval(read, 50);
  try {
    const code = await ended;
    read();
    const changes = events.findLast(({ summaryEvent }) => summaryEvent !== undefined)?.summaryEvent?.resourceChanges;
    return { succeeded: code === 0, terminal: terminal(), events, changes: changes ?? {} };
  } finally {
    clearInterval(reading);
    log.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The file into which the engine writes an event a line. */
class EventLog {
  private readonly descriptor: number;
  private readonly decoder = new TextDecoder();
  private rest = "";

  constructor(readonly file: string) {
    this.descriptor = openSync(file, "a+");
  }

  /** Returns the events that have come since the last time. */
  read(): EngineEvent[] {
    const chunk = Buffer.alloc(64 * 1024);
    for (let length = -1; length !== 0;) {
      length = readSync(this.descriptor, chunk);
      this.rest += this.decoder.decode(chunk.subarray(0, length), { stream: true });
    }
    const lines = this.rest.split("\n");
    this.rest = lines.pop() ?? "";
    return lines.map((line) => JSON.parse(line) as EngineEvent);
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

/** Returns what an operation's events say of a resource: its inputs and outputs, and what was done with it. */
export function resourceIn(
  { events }: Operation,
  name: string,
): { op: string; inputs: Record<string, unknown>; outputs: Record<string, unknown> } | undefined {
  const seen = events
    .flatMap(({ resOutputsEvent, resourcePreEvent }) => resOutputsEvent?.metadata ?? resourcePreEvent?.metadata ?? [])
    .findLast(({ urn }) => urn.endsWith(`::${name}`));
  return seen && { op: seen.op, inputs: seen.new?.inputs ?? {}, outputs: seen.new?.outputs ?? {} };
}

export interface Diagnostic {
  readonly severity: string;
  /** Without colors, on one line. */
  readonly message: string;
  /** The name of the resource that it belongs to; empty for the stack. */
  readonly resource: string;
  /** Whether the next line replaces it. */
  readonly ephemeral: boolean;
}

/** Lists what an operation printed for its resources and for the stack as a whole, debug messages aside. */
export function diagnosticsOf({ events }: Operation): Diagnostic[] {
  return events.filter(isShown).flatMap(({ diagnosticEvent: line }) =>
    line === undefined
      ? []
      : {
          severity: line.severity,
          message: line.message.replaceAll(/<\{%[^%]*%\}>/g, "").trim(),
          resource: line.urn?.split("::").at(-1) ?? "",
          ephemeral: line.ephemeral ?? false,
        },
  );
}

/** Lists the errors of a resource, or of all. */
export function errorsIn(operation: Operation, resource?: string): string[] {
  return diagnosticsOf(operation)
    .filter((line) => line.severity === "error" && (resource === undefined || line.resource === resource))
    .map(({ message }) => message);
}

/** Tells whether the terminal shows an event without --debug. */
export function isShown({ diagnosticEvent }: EngineEvent): boolean {
  const severity: string | undefined = diagnosticEvent?.severity;
  return severity !== "debug";
}
