import { appendFileSync } from "node:fs";
import { InvalidArgumentError } from "../errors/argumentErrors";
import type { Clock } from "../http/clock";
import type { Environment } from "../settings/sources";
import { shown } from "../text/shown";

/** What a command has of the shell that runs it. */
export interface Shell {
  /** How it was called, as the help repeats it. */
  readonly executable: string;
  readonly version: string;
  readonly environment: Environment;
  /** Whether what is printed to stderr is watched in a terminal of so many columns; undefined for a log. */
  readonly terminalColumns: () => number | undefined;
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
  /** Is aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/** What later steps of a pipeline are told of a job. */
interface JobReport {
  readonly jobId: string;
  readonly status: string;
  readonly fineTunedModel?: string | undefined;
}

/**
 * Tells the later steps of a GitHub Actions job what has become of a fine-tuning job.
 *
 * @throws InvalidArgumentError where their file can't be written.
 */
export function tellGitHub({ environment }: Shell, { jobId, status, fineTunedModel = "" }: JobReport): void {
  const file = environment["GITHUB_OUTPUT"];
  if (file === undefined || file === "") {
    return;
  }
  const outputs = { "fine-tuned-model": fineTunedModel, "job-id": jobId, status };
  const lines = Object.entries(outputs).map(([name, value]) => `${name}=${shown(value)}\n`);
  try {
    appendFileSync(file, lines.join(""));
  } catch (error) {
    const { code = "for a reason unknown" } = error as NodeJS.ErrnoException;
    throw new InvalidArgumentError("GITHUB_OUTPUT", `the file that it names can't be written (${code})`);
  }
}
