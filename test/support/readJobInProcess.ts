import { execFile } from "node:child_process";
import { resolve } from "node:path";

/** What came of a read: the job's outputs, or the error as a user sees it. */
export interface ReadOutcome {
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly name: string; readonly message: string };
  /** All that the process wrote. */
  readonly printed: string;
}

/** Reads a job in a process of its own, which has this environment and nothing else: some settings are Node's own, read at its start. */
export async function readJobInProcess(
  jobId: string,
  environment: Readonly<Record<string, string>>,
  connection: Readonly<Record<string, unknown>> = {},
): Promise<ReadOutcome> {
  const script = resolve(__dirname, "readJob.ts");
  const settings = JSON.stringify({ maxRetries: 1, requestTimeout: 10, ...connection });
  const printed = await new Promise<string>((done) => {
    execFile(
      process.execPath,
      ["--import", "tsx", script, jobId, settings],
      { cwd: resolve(__dirname, "../.."), env: { PATH: process.env["PATH"] ?? "", ...environment } },
      (_error, stdout, stderr) => done(stdout + stderr),
    );
  });
  const line = printed.split("\n").find((text) => text.startsWith("{")) ?? "{}";
  return { ...(JSON.parse(line) as Omit<ReadOutcome, "printed">), printed };
}
