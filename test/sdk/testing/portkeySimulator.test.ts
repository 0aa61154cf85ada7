import { PortkeySimulator, succeededJob } from "../../../sdk/testing";

describe("the simulator", () => {
  let portkey: PortkeySimulator;
  beforeEach(async () => {
    portkey = await PortkeySimulator.start();
    portkey.script("ftjob-1", succeededJob("ftjob-1"));
  });
  afterEach(() => portkey.close());

  it.each([
    ["/v1/fine_tuning/jobs/ftjob-1", 200],
    ["/v1/fine_tuning/jobs?limit=1", 200],
    ["/v1/fine_tuning/jobs/ftjob-2", 404],
    ["/fine_tuning/jobs/ftjob-1", 404],
    ["/v1/chat/completions", 404],
    ["/", 404],
  ])("responds to %s with %d", async (path, status) => {
    const response = await fetch(new URL(path, portkey.baseUrl));
    expect(response.status).toBe(status);
  });
});
