import { runInThisContext } from "node:vm";
import { endWaits } from "../pulumi/programFailure";

/** The real process: jest gives tests a copy, which is told of nothing. */
const realProcess = runInThisContext("process") as NodeJS.Process;

/** How long to listen on after a failure: one error reaches every output of the job, one after the other. */
const aftermathMs = 50;
/** How long to wait for what is under way then. */
const longestAftermathMs = 5_000;

/**
 * Runs a task until it ends, or something in this process fails that nobody handles, as ends a deployment.
 *
 * @param settled resolves when what the task has begun is over.
 * @throws the error, of whichever of the two comes first.
 */
export async function untilFailure<Result>(
  task: () => Promise<Result>,
  settled: () => Promise<unknown> = () => Promise.resolve(),
): Promise<Result> {
  const listeners = realProcess.listeners("unhandledRejection");
  realProcess.removeAllListeners("unhandledRejection");
  try {
    return await new Promise<Result>((resolve, reject) => {
      realProcess.on("unhandledRejection", reject);
      // Node tells of the task's last rejections only when this turn is over.
      task().then((result) => setImmediate(resolve, result), reject);
    });
  } catch (error) {
    endWaits(error);
    await Promise.race([settled(), new Promise((resolve) => setTimeout(resolve, longestAftermathMs).unref())]);
    await new Promise((resolve) => setTimeout(resolve, aftermathMs));
    throw error;
  } finally {
    realProcess.removeAllListeners("unhandledRejection");
    listeners.forEach((listener) => realProcess.on("unhandledRejection", listener));
  }
}
