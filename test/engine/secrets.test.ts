import type { IncomingMessage } from "node:http";
import { describeOnEngine, EngineProject, isShown, type EngineStack } from "../support/engine";
import { answer, brokenGzip, errorShapes, hang, type Fault } from "../support/faults";
import { failedJob, runningJob, succeededJob } from "../support/jobs";
import { PortkeySimulator } from "../../sdk/testing";

/** One value for each setting that can hold a credential, found nowhere else. */
function canariesOf(place: string) {
  return {
    apiKey: `canary-${place}-api-key`,
    virtualKey: `canary-${place}-virtual-key`,
    authorization: `canary-${place}-authorization`,
    config: JSON.stringify({ provider: "openai", api_key: `canary-${place}-config-api-key` }),
    headers: { "x-portkey-aws-session-token": `canary-${place}-header` },
  };
}

const places = {
  connection: canariesOf("connection"),
  config: canariesOf("config"),
  environment: canariesOf("environment"),
};
const canaries = Object.keys(places).flatMap((place) =>
  ["api-key", "virtual-key", "authorization", "config-api-key", "header"].map(
    (setting) => `canary-${place}-${setting}`,
  ),
);

/** What a server that echoes would say: the value of every header that holds a credential. */
function echoOf({ headers }: IncomingMessage): string {
  return Object.entries(headers)
    .filter(([name]) => name === "authorization" || name.startsWith("x-portkey-"))
    .map(([, value]) => String(value))
    .join(" ");
}

function echoing(reply: (echo: string, jobId: string) => Fault): Fault {
  return (request, response) => reply(echoOf(request), request.url?.split("/").at(-1) ?? "")(request, response);
}

/** Everything that can go wrong, with the request's credentials in all places where a server can put them. */
const faults: Readonly<Record<string, Fault>> = {
  ...Object.fromEntries(
    [400, 401, 404, 429, 502].map((status) => [
      `status-${status}`,
      echoing((echo) => answer(status, errorShapes.provider(echo, echo), { "x-portkey-trace-id": echo })),
    ]),
  ),
  "control-plane": echoing((echo) => answer(403, errorShapes.controlPlane(echo, echo))),
  "plain-text": echoing((echo) => answer(500, echo)),
  html: echoing((echo) => answer(502, errorShapes.html(echo), { "content-type": "text/html" })),
  redirect: echoing((echo) => answer(302, "", { location: `https://stranger.example/${echo}?token=${echo}` })),
  "not-json": echoing((echo) => answer(200, echo, { "content-type": `text/plain; note="${echo}"` })),
  "not-a-job": echoing((echo) => answer(200, { id: 5, status: echo, [echo]: echo })),
  "another-job": echoing((echo) => answer(200, { ...runningJob(echo), status: "succeeded" })),
  "wrong-type": echoing((echo, id) => answer(200, { ...runningJob(id), metadata: echo })),
  failed: echoing((echo, id) => answer(200, { ...failedJob(id), error: { code: echo, message: echo, param: echo } })),
  hang,
  "broken-gzip": brokenGzip,
};

const program = `
  const portkey = require("pulumi-portkey");
  const wait = { waitFor: "succeeded", timeout: 0 };
  const connection = { ...${JSON.stringify(places.connection)}, maxRetries: 0, requestTimeout: 1 };
  for (const fault of ${JSON.stringify(Object.keys(faults))}) {
    new portkey.FineTuningJob("own-" + fault, { jobId: "ftjob-own-" + fault, connection, ...wait });
    new portkey.FineTuningJob("shared-" + fault, { jobId: "ftjob-shared-" + fault, ...wait });
  }
  new portkey.FineTuningJob("waiting", { jobId: "ftjob-waiting", connection, waitFor: "finished", pollInterval: 1 });
  new portkey.FineTuningJob("refused", { jobId: "ftjob-refused", connection: { ...connection, baseUrl: "http://127.0.0.1:9" } });
`;

describeOnEngine("credentials in every place, and a server that echoes them with every failure", () => {
  let simulator: PortkeySimulator;
  let project: EngineProject;
  let configured: EngineStack;
  let bare: EngineStack;
  const seen = new Map<string, string>();

  beforeAll(async () => {
    simulator = await PortkeySimulator.start();
    project = new EngineProject("secrets", { "index.js": program });
    const { headers, ...settings } = places.config;
    const config = Object.fromEntries(
      Object.entries({ ...settings, headers: JSON.stringify(headers) }).map(([name, value]) => [
        `portkey:${name}`,
        { value, secret: true },
      ]),
    );
    const hasty = { "portkey:maxRetries": { value: "0" }, "portkey:requestTimeout": { value: "1" } };
    const baseUrl = { PORTKEY_BASE_URL: simulator.baseUrl };
    configured = await project.stack("configured", baseUrl, { ...config, ...hasty });
    bare = await project.stack(
      "bare",
      {
        ...baseUrl,
        PORTKEY_API_KEY: places.environment.apiKey,
        PORTKEY_VIRTUAL_KEY: places.environment.virtualKey,
        PORTKEY_AUTHORIZATION: places.environment.authorization,
        PORTKEY_CONFIG: places.environment.config,
      },
      { ...hasty, "portkey:headers": { value: JSON.stringify(places.environment.headers), secret: true } },
    );
  });
  afterAll(async () => {
    project.dispose();
    await simulator.close();
  });

  function heal(): void {
    simulator.heal().script("ftjob-waiting", { forRequests: 2 }, { status: "failed" });
    simulator.event("ftjob-waiting", `event with ${places.connection.apiKey}`);
    for (const source of ["own", "shared"]) {
      for (const fault of Object.keys(faults)) {
        simulator.script(`ftjob-${source}-${fault}`, succeededJob(`ftjob-${source}-${fault}`));
      }
    }
  }

  function breakAll(but?: string): void {
    heal();
    for (const source of ["own", "shared"]) {
      for (const [name, fault] of Object.entries(faults).filter(([one]) => one !== but)) {
        simulator.fail(fault, Number.POSITIVE_INFINITY, `ftjob-${source}-${name}`);
      }
    }
  }

  async function show(...commandLine: readonly string[]): Promise<string> {
    const { terminal } = await configured.run(...commandLine);
    seen.set(commandLine.join(" "), terminal);
    return terminal;
  }

  it("are sent, and masked in the message of each failure of an up", async () => {
    breakAll();
    const options = { continueOnError: true, debug: true, logToStdErr: true, logFlow: true, diff: true };
    const failing = Object.keys(faults);
    for (const stack of [configured, bare]) {
      const { terminal, events } = await stack.up(options);
      seen.set(`a failed up of ${stack.name}`, terminal).set(
        `the events of a failed up of ${stack.name}`,
        events
          .filter(isShown)
          .map((event) => JSON.stringify(event))
          .join("\n"),
      );
      for (const source of ["own", "shared"]) {
        expect(failing.filter((name) => !terminal.includes(`Fine-tuning job "ftjob-${source}-${name}"`))).toEqual([]);
      }
      expect(terminal).toContain('Fine-tuning job "ftjob-refused"');
      expect(terminal).toContain("[secret]");
    }
    const sent = simulator.requests.map(({ headers }) => JSON.stringify(headers)).join("\n");
    expect(canaries.filter((canary) => !sent.includes(canary))).toEqual([]);
  });

  it("are masked in whatever a healthy server lets happen, as JSON, with differences and with debug messages", async () => {
    heal();
    await show("up", "--yes", "--skip-preview", "--json", "--continue-on-error");
    expect(configured.jobs()).toHaveLength(2 * Object.keys(faults).length + 1);
    await show("refresh", "--yes", "--diff", "-d", "--logtostderr", "--logflow");
    await show("stack", "export");
    await show("stack", "history", "--json");
  });

  it("are masked when the jobs that are in the state fail", async () => {
    breakAll();
    await show("preview", "--json", "--show-reads");
    expect(await show("preview", "--diff", "--debug")).toContain("[secret]");
    breakAll("failed"); // a refresh keeps a job's fields as they are, and so what a server has put into them
    expect(await show("refresh", "--yes", "--json")).toContain("[secret]");
  });

  it("appear in nothing that was printed", () => {
    const leaks = [...seen].flatMap(([what, text]) =>
      text
        .split("\n")
        .filter((line) => !isPulumisOwn(line))
        .flatMap((line) => spelled(line).map((canary) => `${what}: ${canary} in ${line.trim().slice(0, 200)}`)),
    );
    expect(leaks).toEqual([]);
  });

  it("appear in no file of the backend", () => {
    const files = project.backendFiles();
    expect(files.size).toBeGreaterThan(10);
    expect([...files].flatMap(([path, text]) => spelled(text).map((canary) => `${path}: ${canary}`))).toEqual([]);
  });
});

/**
 * With --debug or `up --json`, Pulumi's own library prints what the engine answers to it, and in it the secret values
 * of whatever resource it is about.
 */
function isPulumisOwn(line: string): boolean {
  return /debug: ("|ReadResource RPC finished: )/.test(line) && line.includes("ReadResource RPC finished: ");
}

function spelled(text: string): string[] {
  return canaries.filter((canary) => text.includes(canary) || text.includes(Buffer.from(canary).toString("base64")));
}
