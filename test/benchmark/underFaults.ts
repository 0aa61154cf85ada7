import { answer, errorShapes } from "../support/faults";
import { EngineProject } from "../support/engine";
import { PortkeySimulator } from "../../sdk/testing";
import type { Figures } from "./figures";
import { scriptJobs } from "./jobs";
import { measure } from "./measure";
import { variantOf } from "./variants";

const jobs = 500;
const latencyMs = 200;
const faultEvery = 20;
/** What the program's process and the provider's may have together. */
const mostConnections = 16;

/**
 * Runs 500 jobs, as resources, in one up at a server that takes 200 ms and fails every 20th request, beside ups with none and with one.
 *
 * @throws where a value is wrong, or where there were too many connections.
 */
export async function measureUnderFaults(): Promise<Figures["underFaults"]> {
  const simulator = await PortkeySimulator.start({ apiKeys: ["benchmark-key"], latencyMs });
  scriptJobs(simulator, jobs);
  simulator.failEvery(faultEvery, answer(503, errorShapes.gateway("Service unavailable"), { "retry-after": "0.2" }));
  const project = new EngineProject("faults", { "index.js": variantOf("resource").program });
  const firstUp = async (read: number) => {
    const environment = { PORTKEY_API_KEY: "benchmark-key", PORTKEY_BASE_URL: simulator.baseUrl };
    return measure(await project.stack(`jobs-${read}`, { ...environment, JOBS: String(read) }), "firstUp", simulator);
  };
  try {
    const empty = await firstUp(0);
    const one = await firstUp(1);
    const all = await firstUp(jobs);
    if (simulator.maxConnections > mostConnections) {
      throw new Error(`${simulator.maxConnections} connections at once`);
    }
    return {
      jobs,
      latencyMs,
      faultEvery,
      requests: all.requests,
      connections: simulator.maxConnections,
      timeMs: all.timeMs,
      emptyMs: empty.timeMs,
      peakMebibytes: all.peakMebibytes,
      peakMebibytesOfOne: one.peakMebibytes,
    };
  } finally {
    project.dispose();
    await simulator.close();
  }
}
