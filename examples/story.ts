import { failedJob, runningJob, succeededJob, type PortkeySimulator } from "pulumi-portkey/testing";

/** What can be done with a stack. */
export type Operation = "preview" | "up" | "output" | "destroy";

/** Where the story is performed: with a Pulumi CLI, or in this process. */
export interface Stage {
  /** Whether there is a state that one operation leaves to the next. */
  readonly keepsState: boolean;
  /** Performs an operation on the stack that reads this job, for everybody to see. Tells whether it has succeeded. */
  perform(operation: Operation, jobId: string): Promise<boolean>;
}

interface Step {
  readonly title: string;
  readonly operation: Operation;
  readonly jobId: string;
  /** What becomes of the job at Portkey meanwhile. */
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
    title: "A preview. The job is training: its model is unknown, and a line says what the up will wait for.",
    operation: "preview",
    jobId: firstJob,
    scene: (portkey, jobId) => portkey.script(jobId, runningJob(jobId, { estimated_finish: secondsFromNow(480) })),
  },
  {
    title:
      "An up. It waits until the model exists. The job's row shows how it goes; a wider terminal shows more of it.",
    operation: "up",
    jobId: firstJob,
    scene: (portkey, jobId) => {
      const running = runningJob(jobId, { estimated_finish: secondsFromNow(trainingSeconds + 3) });
      portkey.script(jobId, { ...running, forSeconds: trainingSeconds }, succeededJob(jobId, model));
      portkey.event(jobId, "Step 1120/1200: training loss=0.29");
    },
  },
  {
    title: "A second up. The job is read again, and there is nothing to do.",
    operation: "up",
    jobId: firstJob,
    needsState: true,
  },
  {
    title: "A job that fails. So does the deployment, with the job's own error.",
    operation: "up",
    jobId: secondJob,
    scene: (portkey, jobId) => portkey.script(jobId, { ...runningJob(jobId), forSeconds: 2 }, failedJob(jobId)),
    fails: true,
  },
  {
    title: "The outputs. Pulumi marked them with a minus, but the stack still has them, as the last good up set them.",
    operation: "output",
    jobId: secondJob,
    needsState: true,
  },
  {
    title: "Destroy. The job leaves the stack's state, and nothing is touched at Portkey.",
    operation: "destroy",
    jobId: firstJob,
    needsState: true,
  },
];

/**
 * Tells what the package is for, step by step.
 *
 * @throws where a step ends in another way than the story says.
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
      throw new Error(`Step ${index + 1} has ${succeeded ? "succeeded" : "failed"}, and was not to: see above.`);
    }
  }
}

function secondsFromNow(seconds: number): number {
  return Math.round(Date.now() / 1_000) + seconds;
}
