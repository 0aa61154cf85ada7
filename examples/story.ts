import { failedJob, runningJob, succeededJob, type PortkeySimulator } from "pulumi-portkey/testing";

/** The operations on a stack. */
export type Operation = "preview" | "up" | "output" | "destroy";

/** Where the steps run: with a Pulumi CLI, or in this process. */
export interface Stage {
  /** Whether the state is stored between operations. */
  readonly keepsState: boolean;
  /** Runs an operation on the stack that reads this job, and shows its output. Returns whether it succeeded. */
  perform(operation: Operation, jobId: string): Promise<boolean>;
}

interface Step {
  readonly title: string;
  readonly operation: Operation;
  readonly jobId: string;
  /** What happens to the job in Portkey during this step. */
  readonly scene?: (portkey: PortkeySimulator, jobId: string) => void;
  readonly fails?: boolean;
  readonly needsState?: boolean;
}

const firstJob = "ftjob-AF1WoRqd3aJAHsqc9NY7iL8F";
const secondJob = "ftjob-qtXBUd7kzTN2aFVhrJgnZw5e";
const model = "accounts/acme/models/support-bot-1";
const trainingSeconds = 9;

const steps: readonly Step[] = [
  {
    title: "A preview. The job is running, so its model is unknown. A line says how long the update will wait.",
    operation: "preview",
    jobId: firstJob,
    scene: (portkey, jobId) => portkey.script(jobId, runningJob(jobId, { estimated_finish: secondsFromNow(480) })),
  },
  {
    title:
      "An up. It waits until the model exists. The job's line shows the progress; a wider terminal shows more of it.",
    operation: "up",
    jobId: firstJob,
    scene: (portkey, jobId) => {
      const running = runningJob(jobId, { estimated_finish: secondsFromNow(trainingSeconds + 3) });
      portkey.script(jobId, { ...running, forSeconds: trainingSeconds }, succeededJob(jobId, model));
      portkey.event(jobId, "Step 1120/1200: training loss=0.29");
    },
  },
  {
    title: "A second up. It reads the job again, and nothing has changed.",
    operation: "up",
    jobId: firstJob,
    needsState: true,
  },
  {
    title: "A job that fails. The up fails too, with the job's own error.",
    operation: "up",
    jobId: secondJob,
    scene: (portkey, jobId) => portkey.script(jobId, { ...runningJob(jobId), forSeconds: 2 }, failedJob(jobId)),
    fails: true,
  },
  {
    title:
      "The outputs. Pulumi marked them with a minus, but the stack still has the values of the last successful up.",
    operation: "output",
    jobId: secondJob,
    needsState: true,
  },
  {
    title: "A destroy. The job is removed from the state. Nothing changes in Portkey.",
    operation: "destroy",
    jobId: firstJob,
    needsState: true,
  },
];

/**
 * Shows what the package does, step by step.
 *
 * @throws Error if a step ends in an unexpected way.
 */
export async function tellStory(
  portkey: PortkeySimulator,
  stage: Stage,
  announce: (title: string) => void,
): Promise<void> {
  const told = steps.filter(({ needsState = false }) => stage.keepsState || !needsState);
  for (const [index, { title, operation, jobId, scene, fails = false }] of told.entries()) {
    announce(`${index + 1}. ${title}`);
    scene?.(portkey, jobId);
    const succeeded = await stage.perform(operation, jobId);
    if (succeeded === fails) {
      throw new Error(`Step ${index + 1} ${succeeded ? "succeeded" : "failed"} unexpectedly. See the output above.`);
    }
  }
}

function secondsFromNow(seconds: number): number {
  return Math.round(Date.now() / 1_000) + seconds;
}
