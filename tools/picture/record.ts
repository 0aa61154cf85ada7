import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { PortkeySimulator } from "pulumi-portkey/testing";
import { train } from "./training";

const modules = resolve(__dirname, "../../node_modules");
const source = join(__dirname, "program");
const shownProgram = "index.ts";
const up = ["up", "--yes", "--skip-preview", "--suppress-progress", "--color", "always"];

/** The recorded output, and the version of the CLI. */
export interface Recording {
  readonly cli: string;
  /** With escape sequences for colours. */
  readonly text: string;
}

/**
 * Runs `pulumi up` with the program in `program/`, as a pipeline does: without a terminal, against a simulated job and a local backend. The
 * stack already exists, without the job. Returns the program, the command and its output.
 */
export async function record(pulumiFolder: string): Promise<Recording> {
  const folder = mkdtempSync(join(tmpdir(), "picture-"));
  const simulator = await PortkeySimulator.start();
  const program = join(folder, "helpdesk");
  const backend = join(folder, "backend");
  const environment = {
    PATH: [pulumiFolder, dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter),
    HOME: folder,
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: "picture",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PORTKEY_API_KEY: "simulated-key",
    PORTKEY_BASE_URL: simulator.baseUrl,
  };
  const pulumi = async (...args: readonly string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)("pulumi", args, { cwd: program, env: environment });
    return stdout.trim();
  };
  try {
    mkdirSync(backend);
    cpSync(source, program, { recursive: true });
    symlinkSync(modules, join(program, "node_modules"), "junction");
    writeFileSync(join(program, shownProgram), "");
    await pulumi("stack", "init", "dev");
    await pulumi(...up);
    cpSync(source, program, { recursive: true });
    train(simulator);
    const text = readFileSync(join(source, shownProgram), "utf8");
    return {
      cli: await pulumi("version"),
      text: `$ cat ${shownProgram}\n${text}$ pulumi ${up.join(" ")}\n${await pulumi(...up)}`,
    };
  } finally {
    await simulator.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
