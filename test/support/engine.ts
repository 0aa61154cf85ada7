import { spawn, type ChildProcess } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import {
  LocalWorkspace,
  type PulumiCommand,
  type ConfigMap,
  type EngineEvent,
  type OutputMap,
  type Stack,
} from "@pulumi/pulumi/automation";
import { z } from "zod";
import { findPulumiCommand, pulumiExecutable, pulumiFolders } from "../../examples/pulumiCommand";

const repository = resolve(__dirname, "../..");
const cliFolder = pulumiFolders()[0];

/** Describes what holds on the real engine. Without a `pulumi` CLI it is skipped; one line at the start says so. */
export function describeOnEngine(title: string, specification: () => void): void {
  if (cliFolder === undefined) {
    describe.skip(title, specification);
    return;
  }
  describe(title, specification);
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
  /** Milliseconds. */
  readonly duration: number;
}

interface OperationOptions {
  readonly diff?: boolean;
  readonly debug?: boolean;
  readonly logToStdErr?: boolean;
  readonly logFlow?: boolean;
  readonly continueOnError?: boolean;
  /** Is told each event as it comes. */
  readonly onEvent?: (event: EngineEvent) => void;
}

/** A `pulumi` process that was started as a terminal starts it. */
export interface Running {
  readonly process: ChildProcess;
  /** What it printed so far. */
  readonly terminal: () => string;
  /** Resolves with the exit code, or null when a signal ended it. */
  readonly ended: Promise<number | null>;
}

const stateSchema = z.object({
  checkpoint: z.object({
    latest: z.object({
      resources: z
        .array(
          z.looseObject({
            urn: z.string(),
            type: z.string(),
            outputs: z.record(z.string(), z.unknown()).optional(),
            external: z.boolean().optional(),
          }),
        )
        .default([]),
      pending_operations: z.array(z.unknown()).default([]),
    }),
  }),
});

/** A resource as the state has it. */
export type StateResource = z.infer<typeof stateSchema>["checkpoint"]["latest"]["resources"][number];

/** A Pulumi project in a folder of its own, with a file backend; one in Node.js where nothing else is said. */
export class EngineProject {
  readonly folder = mkdtempSync(join(tmpdir(), "portkey-engine-"));
  private readonly environment: Record<string, string>;

  constructor(
    readonly name: string,
    files: Readonly<Record<string, string>>,
    prepare: (project: EngineProject, files: Readonly<Record<string, string>>) => void = prepareForNode,
  ) {
    for (const folder of ["backend", "home"]) {
      mkdirSync(join(this.folder, folder));
    }
    this.environment = {
      ...Object.fromEntries(
        Object.keys(process.env)
          .filter((key) => /^(PORTKEY|PULUMI)_/.test(key))
          .map((key) => [key, ""]),
      ),
      PULUMI_BACKEND_URL: this.backendUrl,
      PULUMI_CONFIG_PASSPHRASE: "a passphrase for tests",
      PULUMI_HOME: this.home,
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    prepare(this, files);
    for (const [path, text] of Object.entries(files)) {
      this.write(path, text);
    }
  }

  /** The folder that stands for `~/.pulumi`. */
  get home(): string {
    return join(this.folder, "home");
  }

  /** Where its stacks are kept, for another project that is to find them. */
  get backendUrl(): string {
    return `file://${join(this.folder, "backend")}`;
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.folder, path), text);
  }

  /** Makes a stack whose operations see this environment and config. */
  async stack(
    name: string,
    environment: Readonly<Record<string, string>>,
    config: ConfigMap = {},
  ): Promise<EngineStack> {
    const envVars = { ...this.environment, ...environment };
    const stack = await LocalWorkspace.createStack(
      { stackName: name, workDir: this.folder },
      { pulumiCommand: await pulumiCommand(), pulumiHome: this.home, envVars },
    );
    if (Object.keys(config).length > 0) {
      await stack.setAllConfig(config);
    }
    return new EngineStack(this, stack, envVars);
  }

  /** Returns the text of every file of the backend, by path. */
  backendFiles(): ReadonlyMap<string, string> {
    const backend = join(this.folder, "backend");
    return new Map(
      readdirSync(backend, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map((path) => [path, readFileSync(path, "utf8")]),
    );
  }

  /** Lists the processes that run for this project, wherever in the tree of processes. Empty where /proc is missing. */
  processes(): readonly number[] {
    return listProcesses().filter((id) => readProcess(id, "environ").includes(this.folder));
  }

  /** Lists those of its processes that run the program or the provider, or whose command line has another part. */
  programs(part = "@pulumi/pulumi/cmd/"): readonly number[] {
    return this.processes().filter((id) => readProcess(id, "cmdline").includes(part));
  }

  /** Removes the folder, and ends what a killed CLI left behind. */
  dispose(): void {
    this.processes().forEach(endProcess);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** One stack of a project: operations on it, and its state. */
export class EngineStack {
  constructor(
    private readonly project: EngineProject,
    private readonly stack: Stack,
    private readonly environment: Record<string, string>,
  ) {}

  get name(): string {
    return this.stack.name;
  }

  preview(options: OperationOptions = {}): Promise<Operation> {
    return operate(options, async (hooks) => {
      const { changeSummary } = await this.stack.preview(hooks);
      return { changes: changeSummary, outputs: {} };
    });
  }

  up(options: OperationOptions = {}): Promise<Operation> {
    return operate(options, async (hooks) => {
      const { summary, outputs } = await this.stack.up(hooks);
      return { changes: summary.resourceChanges ?? {}, outputs };
    });
  }

  refresh(options: OperationOptions = {}): Promise<Operation> {
    return operate(options, async (hooks) => {
      const { summary } = await this.stack.refresh(hooks);
      return { changes: summary.resourceChanges ?? {}, outputs: {} };
    });
  }

  destroy(options: OperationOptions = {}): Promise<Operation> {
    return operate(options, async (hooks) => {
      const { summary } = await this.stack.destroy(hooks);
      return { changes: summary.resourceChanges ?? {}, outputs: {} };
    });
  }

  /** Starts `pulumi` in a process group of its own, as a shell does, so that a Ctrl-C can be sent to all of it. */
  start(...commandLine: readonly string[]): Running {
    const path = [cliFolder, process.env["PATH"]].join(delimiter);
    const child = spawn(pulumiExecutable, [...commandLine, "--stack", this.stack.name], {
      cwd: this.project.folder,
      env: { ...process.env, ...this.environment, PATH: path },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let terminal = "";
    child.stdout.on("data", (text) => (terminal += text));
    child.stderr.on("data", (text) => (terminal += text));
    return {
      process: child,
      terminal: () => terminal,
      ended: new Promise((resolve) => child.on("close", (code) => resolve(code))),
    };
  }

  /** Runs `pulumi` to its end. */
  async run(...commandLine: readonly string[]): Promise<{ code: number | null; terminal: string }> {
    const running = this.start(...commandLine);
    return { code: await running.ended, terminal: running.terminal() };
  }

  /** Reads the state from the backend's file. */
  state(): { resources: StateResource[]; pendingOperations: unknown[] } {
    const file = join(
      this.project.folder,
      "backend",
      ".pulumi",
      "stacks",
      this.project.name,
      `${this.stack.name}.json`,
    );
    const { resources, pending_operations } = stateSchema.parse(JSON.parse(readFileSync(file, "utf8"))).checkpoint
      .latest;
    return { resources, pendingOperations: pending_operations };
  }

  /** Returns the fine-tuning jobs in the state, by name. */
  jobs(): StateResource[] {
    return this.state()
      .resources.filter(({ type }) => type.endsWith(":FineTuningJob"))
      .toSorted((one, other) => one.urn.localeCompare(other.urn));
  }

  /** Returns what the state says of each resource, but for when and from where it was written. */
  contents(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(
      this.state().resources.map(({ urn, id, inputs, outputs, external }) => [urn, { id, inputs, outputs, external }]),
    );
  }

  /** Takes away the lock of an operation that was killed. */
  cancel(): Promise<void> {
    return this.stack.cancel();
  }
}

/** Returns what an operation's events say of a resource: its inputs and outputs, and what was done with it. */
export function resourceIn(
  operation: Operation,
  name: string,
): { op: string; inputs: Record<string, unknown>; outputs: Record<string, unknown> } | undefined {
  const seen = operation.events
    .flatMap(({ resOutputsEvent, resourcePreEvent }) => resOutputsEvent?.metadata ?? resourcePreEvent?.metadata ?? [])
    .findLast(({ urn }) => urn.endsWith(`::${name}`));
  return seen === undefined
    ? undefined
    : { op: seen.op, inputs: seen.new?.inputs ?? {}, outputs: seen.new?.outputs ?? {} };
}

export interface Diagnostic {
  readonly severity: string;
  /** Without colors, on one line. */
  readonly message: string;
  /** The name of the resource on whose row it stands; empty for the stack. */
  readonly row: string;
  /** Whether the next line on the row takes its place. */
  readonly ephemeral: boolean;
}

/** Lists what an operation printed for its resources and for the stack as a whole, debug messages aside. */
export function diagnosticsOf({ events }: Operation): Diagnostic[] {
  return events.filter(isShown).flatMap(({ diagnosticEvent }) =>
    diagnosticEvent === undefined
      ? []
      : [
          {
            severity: diagnosticEvent.severity,
            message: diagnosticEvent.message.replaceAll(/<\{%[^%]*%\}>/g, "").trim(),
            row: diagnosticEvent.urn?.split("::").at(-1) ?? "",
            ephemeral: diagnosticEvent.ephemeral ?? false,
          },
        ],
  );
}

/** Tells whether the terminal shows an event without --debug. */
export function isShown({ diagnosticEvent }: EngineEvent): boolean {
  const severity: string | undefined = diagnosticEvent?.severity;
  return severity !== "debug";
}

interface Hooks extends Omit<OperationOptions, "onEvent"> {
  readonly color: "never";
  readonly onEvent: (event: EngineEvent) => void;
  readonly onOutput: (text: string) => void;
  readonly onError: (text: string) => void;
}

async function operate(
  { onEvent, ...options }: OperationOptions,
  perform: (hooks: Hooks) => Promise<Pick<Operation, "changes" | "outputs">>,
): Promise<Operation> {
  const events: EngineEvent[] = [];
  let terminal = "";
  const add = (text: string): void => {
    terminal += text;
  };
  const hooks: Hooks = {
    ...options,
    color: "never",
    onEvent: (event) => {
      events.push(event);
      onEvent?.(event);
    },
    onOutput: add,
    onError: add,
  };
  const start = Date.now();
  try {
    const { changes, outputs } = await perform(hooks);
    return { succeeded: true, terminal, events, changes, outputs, duration: Date.now() - start };
  } catch (error) {
    const changes = events.flatMap(({ summaryEvent }) => summaryEvent?.resourceChanges ?? []).at(-1) ?? {};
    if (terminal === "") {
      throw error;
    }
    return { succeeded: false, terminal, events, changes, outputs: {}, duration: Date.now() - start };
  }
}

let command: Promise<PulumiCommand | undefined> | undefined;

async function pulumiCommand(): Promise<PulumiCommand> {
  const found = await (command ??= findPulumiCommand());
  if (found === undefined) {
    throw new Error("the pulumi CLI that there is can't be used");
  }
  return found;
}

/** Makes it a project in Node.js, where the built package is installed as from a registry. */
function prepareForNode(project: EngineProject, files: Readonly<Record<string, string>>): void {
  installPackage(join(project.folder, "node_modules"));
  // Without a TypeScript program the engine need not load a compiler each time.
  const typescript = "index.ts" in files;
  project.write(
    "Pulumi.yaml",
    `name: ${project.name}\nruntime: { name: nodejs, options: { typescript: ${typescript} } }\n`,
  );
  project.write("package.json", "{}");
}

/** Copies what the package ships, and links what it and a program need. */
function installPackage(modules: string): void {
  const { files, dependencies } = z
    .object({ files: z.array(z.string()), dependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(repository, "package.json"), "utf8")));
  for (const path of ["package.json", ...files.filter((file) => file.startsWith("dist"))]) {
    cpSync(join(repository, path), join(modules, "pulumi-portkey", path), { recursive: true });
  }
  for (const name of [...Object.keys(dependencies), "@pulumi/pulumi", "@types/node", "typescript"]) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(repository, "node_modules", name), join(modules, name), "junction");
  }
}

function listProcesses(): number[] {
  try {
    return readdirSync("/proc")
      .map(Number)
      .filter((id) => Number.isInteger(id) && id !== process.pid);
  } catch {
    return [];
  }
}

function endProcess(id: number): void {
  try {
    process.kill(id, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/** Reads what the system tells of a process; nothing once it has ended. */
function readProcess(id: number, what: "environ" | "cmdline"): string {
  try {
    return readFileSync(`/proc/${id}/${what}`, "utf8");
  } catch {
    return "";
  }
}
