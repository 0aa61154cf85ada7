import type { PortkeySimulator } from "../../sdk/testing";
import { documentedJob } from "../support/jobs";

/** Gives the simulator OpenAI's documented job under so many ids, `ftjob-0` and so on, each with a model of its own that ends in the id. */
export function scriptJobs(simulator: PortkeySimulator, jobs: number): void {
  for (let index = 0; index < jobs; index += 1) {
    const id = `ftjob-${index}`;
    simulator.script(id, { ...documentedJob, id, fine_tuned_model: `ft:davinci-002:my-org:custom_suffix:${id}` });
  }
}
