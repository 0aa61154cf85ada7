import { appendFileSync } from "node:fs";
import { InvalidArgumentError } from "../errors/argumentErrors";
import type { Clock } from "../http/clock";
import type { Environment } from "../settings/sources";
import { shown } from "../text/shown";

/** The shell that runs a command. */
export interface Shell {
  /** The name of the executable, for the help. */
  readonly executable: string;
  readonly version: string;
  readonly environment: Environment;
  /** The width of the terminal that shows stderr; undefined for a log. */
  readonly terminalColumns: () => number | undefined;
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/** What later steps of a pipeline can read about a job. */
interface JobReport {
  readonly jobId: string;
  readonly status: string;
  readonly fineTunedModel?: string | undefined;
}

/**
 * Writes the outputs of a GitHub Actions step.
 *
 * @throws InvalidArgumentError if the file for outputs can't be written.
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
    const { code = "unknown reason" } = error as NodeJS.ErrnoException;
    throw new InvalidArgumentError("GITHUB_OUTPUT", `can't write to this file (${code})`);
  }
}
