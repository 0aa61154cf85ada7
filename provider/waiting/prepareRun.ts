import type { SettingsSources } from "../settings/sources";
import type { Arguments } from "./arguments";
import { runVersion, skipsWaiting, type Run } from "./run";
import type { WaitResult } from "./wait";

/**
 * Prepares a program's run with a job: in an up that has something to wait for, that is waited for. Undefined where nothing is to be waited
 * for or judged.
 *
 * @throws what `wait` throws; InvalidArgumentError.
 */
export async function prepareRun(
  { waitFor, timeoutMs }: Arguments,
  preview: boolean,
  places: Omit<SettingsSources, "connection">,
  wait: () => Promise<WaitResult>,
): Promise<Run | undefined> {
  if (waitFor === undefined || skipsWaiting(places)) {
    return undefined;
  }
  const run: Run = { version: runVersion, preview, waitFor, timeoutMs };
  if (preview || timeoutMs === 0) {
    return run;
  }
  const { end, waitedMs, why } = await wait();
  const wholeSecondsMs = Math.round(waitedMs / 1_000) * 1_000;
  return { ...run, end, waitedMs: wholeSecondsMs, ...(why === undefined ? {} : { why }) };
}
