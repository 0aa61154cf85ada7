import { execFile } from "node:child_process";
import { resolve } from "node:path";

/** What came of a read: the job's outputs, or the error as a user sees it. */
export interface ReadOutcome {
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly name: string; readonly message: string };
  /** All that the process wrote. */
  readonly printed: string;
}

/** Reads the job that the command line names, and prints what came of it. It loads what is built: a compiler would take most of a test's time. */
const program = `
  const { createProvider } = require(${JSON.stringify(resolve(__dirname, "../../dist/provider"))});
  const [jobId, connection] = process.argv.slice(1);
  createProvider().read(jobId, { connection: JSON.parse(connection) }).then(
    ({ props }) => console.log(JSON.stringify({ outputs: props })),
    ({ name, message }) => console.log(JSON.stringify({ error: { name, message } })),
  );`;

/** Reads a job in a process of its own, which has this environment and nothing else: some settings are Node's own, read at its start. */
export async function readJobInProcess(
  jobId: string,
  environment: Readonly<Record<string, string>>,
  connection: Readonly<Record<string, unknown>> = {},
): Promise<ReadOutcome> {
  const settings = JSON.stringify({ maxRetries: 1, requestTimeout: 10, ...connection });
  const env = { PATH: process.env["PATH"] ?? "", ...environment };
  const printed = await new Promise<string>((done) => {
    execFile(process.execPath, ["-e", program, jobId, settings], { env }, (_error, stdout, stderr) =>
      done(stdout + stderr),
    );
  });
  const line = printed.split("\n").find((text) => text.startsWith("{")) ?? "{}";
  return { ...(JSON.parse(line) as Omit<ReadOutcome, "printed">), printed };
}
