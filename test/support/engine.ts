import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ConfigMap, EngineEvent, OutputMap } from "@pulumi/pulumi/automation";
import { z } from "zod";
import { pulumiFolders } from "../../examples/pulumiCommand";
import { prepareForNode, programHead } from "./nodeProject";
import { operate, start, type Operation, type Place, type Running } from "./operation";
import { endProcess, listProcesses, readProcess } from "./processes";

export { programHead } from "./nodeProject";
export { diagnosticsOf, errorsIn, isShown, resourceIn, type Operation } from "./operation";

const cliFolder = pulumiFolders()[0];

/** Describes what holds on the real engine. Without a `pulumi` CLI it is skipped; one line at the start says so. */
export function describeOnEngine(title: string, specification: () => void): void {
  (cliFolder === undefined ? describe.skip : describe)(title, specification);
}

/** A Pulumi project in a folder of its own, with a file backend. */
export class EngineProject {
  readonly folder = mkdtempSync(join(tmpdir(), "portkey-engine-"));
  private readonly environment: Record<string, string>;

  constructor(
    readonly name: string,
    files: Readonly<Record<string, string>>,
    language: "nodejs" | "other" = "nodejs",
    environment: Readonly<Record<string, string>> = {},
  ) {
    for (const folder of ["backend", "home"]) {
      mkdirSync(join(this.folder, folder));
    }
    const own = Object.keys(process.env).filter((key) => /^(PORTKEY|PULUMI)_/.test(key));
    this.environment = {
      ...Object.fromEntries(own.map((key) => [key, ""])),
      PATH: [cliFolder, process.env["PATH"]].join(delimiter),
      PULUMI_BACKEND_URL: this.backendUrl,
      PULUMI_CONFIG_PASSPHRASE: "a passphrase for tests",
      PULUMI_HOME: this.home,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      ...environment,
    };
    if (language === "nodejs") {
      prepareForNode(this.folder, name, { typescript: "index.ts" in files });
    }
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

  /** Makes what follows the imports the program. */
  program(text: string): void {
    this.write("index.js", programHead + text);
  }

  /** Runs `pulumi` to its end, without a stack. */
  async run(...commandLine: readonly string[]): Promise<string> {
    return succeed({ folder: this.folder, environment: this.environment }, commandLine);
  }

  /** Makes a stack whose operations see this environment and config. */
  async stack(
    name: string,
    environment: Readonly<Record<string, string>>,
    config: ConfigMap = {},
  ): Promise<EngineStack> {
    const place = { folder: this.folder, environment: { ...this.environment, ...environment } };
    await succeed(place, ["stack", "init", name, "--non-interactive"]);
    const stack = new EngineStack(this.name, name, place);
    await stack.configure(config);
    return stack;
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

interface OperationOptions {
  readonly diff?: boolean;
  readonly debug?: boolean;
  readonly logToStdErr?: boolean;
  readonly logFlow?: boolean;
  readonly continueOnError?: boolean;
  /** Is told each event as it comes. */
  readonly onEvent?: (event: EngineEvent) => void;
}

const flags = {
  diff: "--diff",
  debug: "--debug",
  logToStdErr: "--logtostderr",
  logFlow: "--logflow",
  continueOnError: "--continue-on-error",
} as const;

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

/** One stack of a project: operations on it, and its state. */
export class EngineStack {
  constructor(
    private readonly project: string,
    readonly name: string,
    private readonly place: Place,
  ) {}

  async configure(config: ConfigMap): Promise<void> {
    const values = Object.entries(config).flatMap(([key, { value, secret = false }]) => [
      secret ? "--secret" : "--plaintext",
      `${key}=${value}`,
    ]);
    if (values.length > 0) {
      await succeed(this.place, ["config", "set-all", ...values, "--stack", this.name]);
    }
  }

  preview(options?: OperationOptions): Promise<Operation> {
    return this.operate(["preview"], options);
  }

  up(options?: OperationOptions): Promise<Operation> {
    return this.operate(["up", "--yes", "--skip-preview"], options);
  }

  refresh(options?: OperationOptions): Promise<Operation> {
    return this.operate(["refresh", "--yes", "--skip-preview"], options);
  }

  destroy(options?: OperationOptions): Promise<Operation> {
    return this.operate(["destroy", "--yes", "--skip-preview"], options);
  }

  start(...commandLine: readonly string[]): Running {
    return start(this.place, [...commandLine, "--stack", this.name]);
  }

  /** Runs `pulumi` to its end. */
  async run(...commandLine: readonly string[]): Promise<{ code: number | null; terminal: string }> {
    const running = this.start(...commandLine);
    return { code: await running.ended, terminal: running.terminal() };
  }

  /** Reads the state from the backend's file. */
  state(): { resources: StateResource[]; pendingOperations: unknown[] } {
    const backend = fileURLToPath(this.place.environment["PULUMI_BACKEND_URL"] ?? "");
    const file = join(backend, ".pulumi", "stacks", this.project, `${this.name}.json`);
    const { checkpoint } = stateSchema.parse(JSON.parse(readFileSync(file, "utf8")));
    return { resources: checkpoint.latest.resources, pendingOperations: checkpoint.latest.pending_operations };
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

  private async operate(commandLine: readonly string[], options: OperationOptions = {}): Promise<Operation> {
    const { onEvent, ...given } = options;
    const set = Object.entries(flags).flatMap(([name, flag]) => (Reflect.get(given, name) === true ? flag : []));
    const operation = await operate(this.place, [...commandLine, ...set, "--stack", this.name], onEvent);
    const outputs = operation.succeeded && commandLine[0] === "up" ? await this.outputs() : {};
    return { ...operation, outputs };
  }

  /** The outputs are in the state, but for what is secret. */
  private async outputs(): Promise<OutputMap> {
    const kept = this.state().resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {};
    const isSecret = (value: unknown): boolean => JSON.stringify(value).includes('"ciphertext":');
    const clear = Object.values(kept).some(isSecret)
      ? await this.run("stack", "output", "--json", "--show-secrets")
      : undefined;
    const values: typeof kept = clear === undefined ? kept : JSON.parse(clear.terminal);
    return Object.fromEntries(
      Object.entries(kept).map(([name, value]) => [name, { value: values[name], secret: isSecret(value) }]),
    );
  }
}

async function succeed(place: Place, commandLine: readonly string[]): Promise<string> {
  const { ended, terminal } = start(place, commandLine);
  if ((await ended) !== 0) {
    throw new Error(`pulumi ${commandLine.join(" ")}: ${terminal()}`);
  }
  return terminal();
}
