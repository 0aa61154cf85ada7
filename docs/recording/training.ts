import { succeededJob, type PortkeySimulator } from "pulumi-portkey/testing";

const jobId = "ftjob-AF1WoRqd3aJAHsqc9NY7iL8F";
const model = "ft:gpt-4o-mini-2024-07-18:acme:support-bot:BQ7xzq1K";
const steps = ["Step 1120/1200", "Step 1160/1200"];
/** The third read of the job, about 20 s after the first, finds that it has succeeded. */
const lastsSeconds = 15;
const estimatedSeconds = 28;

/** The last seconds of a training, with the job that the recorded program waits for. */
export class Training {
  private step = 0;

  constructor(private readonly simulator: PortkeySimulator) {
    const estimatedFinish = Math.round(Date.now() / 1_000) + estimatedSeconds;
    simulator.script(
      jobId,
      { estimated_finish: estimatedFinish, forSeconds: lastsSeconds },
      succeededJob(jobId, model),
    );
    this.report();
  }

  /** Gets to the next step once this one is shown. */
  goOn(shown: string): void {
    const step = steps[this.step];
    if (step !== undefined && shown.includes(step)) {
      this.step += 1;
      this.report();
    }
  }

  private report(): void {
    const step = steps[this.step];
    if (step !== undefined) {
      this.simulator.event(jobId, step);
    }
  }
}
