import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { PortkeySimulator } from "pulumi-portkey/testing";
import { terminalType, type Cast } from "./cast";
import { TerminalSession } from "./terminalSession";
import { Training } from "./training";

const modules = resolve(__dirname, "../../node_modules");
const source = join(__dirname, "program");
const columns = 118;
const rows = 30;

/**
 * Runs `pulumi up` with the program in `program/` in a terminal, against a simulated job and a local backend, and returns all that the
 * terminal printed. The stack is there already, without the job.
 */
export async function record(pulumiFolder: string): Promise<Cast> {
  const folder = mkdtempSync(join(tmpdir(), "recording-"));
  const simulator = await PortkeySimulator.start();
  const program = join(folder, "helpdesk");
  const backend = join(folder, "backend");
  const environment = {
    PATH: [pulumiFolder, dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter),
    HOME: folder,
    TERM: terminalType,
    LANG: "C.UTF-8",
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: "recording",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PORTKEY_API_KEY: "simulated-key",
    PORTKEY_BASE_URL: simulator.baseUrl,
  };
  const pulumi = async (...commandLine: readonly string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)("pulumi", commandLine, { cwd: program, env: environment });
    return stdout.trim();
  };
  try {
    mkdirSync(backend);
    cpSync(source, program, { recursive: true });
    symlinkSync(modules, join(program, "node_modules"), "junction");
    writeFileSync(join(program, "index.ts"), "");
    await pulumi("stack", "init", "dev");
    await pulumi("up", "--yes", "--skip-preview");
    cpSync(source, program, { recursive: true });

    const session = new TerminalSession({ columns, rows, folder: program, environment });
    try {
      await session.type("cat index.ts");
      const training = new Training(simulator);
      await session.type("pulumi up --skip-preview", (shown) => training.goOn(shown));
    } finally {
      await session.close();
    }
    return { title: `pulumi up, with Pulumi ${await pulumi("version")}`, columns, rows, output: session.output };
  } finally {
    await simulator.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
