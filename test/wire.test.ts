import type { ServiceError } from "@grpc/grpc-js";
import { providerText } from "../sdk/providerText";
import { fieldNames, fieldOf } from "../provider/jobs/fields";
import { runVersion } from "../provider/run";
import { PortkeySimulator } from "../sdk/testing";
import { DynamicProviderHost, programReads, type Properties } from "./support/dynamicProviderHost";
import { answer, errorShapes, type Fault } from "./support/faults";
import { errorOf } from "./support/outcome";
import { documentedJob, failedJob, outputNames, succeededJob } from "./support/jobs";

const apiKey = "canary-api-key-of-the-stack";
const ownKey = "canary-api-key-of-the-job";
const canary = /canary/;
const echo = `the key ${apiKey} again`;

/** What the end of a job does not change, and so a preview knows of a job that the update will wait for. */
const lastingNames = fieldNames.filter((name) => fieldOf(name).lasting === true);

let simulator: PortkeySimulator;
let host: DynamicProviderHost;

beforeAll(async () => {
  simulator = await PortkeySimulator.start({ apiKeys: [apiKey, ownKey] });
  host = await DynamicProviderHost.start();
  await host.configure({
    "portkey:apiKey": secret(apiKey),
    "portkey:baseUrl": simulator.baseUrl,
    "portkey:maxRetries": "0",
  });
});

afterEach(() => {
  simulator.heal();
});

afterAll(async () => {
  await host.stop();
  await simulator.close();
});

/** What a program hands down for a job that it has waited for. */
const run = {
  version: runVersion,
  preview: false,
  waitFor: "succeeded",
  timeoutMs: 60_000,
  waitedMs: 60_000,
  end: "timeout",
};
const preview = { version: runVersion, preview: true, waitFor: "succeeded", timeoutMs: 60_000 };

describe.each(Object.entries(programReads))("a read as %s asks for it in a program run", (_engine, asked) => {
  const read = (id: string, more: Properties = {}): ReturnType<DynamicProviderHost["read"]> =>
    host.read(id, asked(inputs(id, more)));

  it("returns every field of the job, under the requested id", async () => {
    simulator.script(documentedJob.id, documentedJob);
    const { id, properties } = await read(documentedJob.id);
    expect(id).toBe("ftjob-abc123");
    expect(properties).toMatchObject({ __provider: providerText, jobId: "ftjob-abc123", error: null, seed: 0 });
    expect(properties).toMatchObject({
      hyperparameters: { nEpochs: 4 },
      resultFiles: ["file-abc123"],
      integrations: [],
    });
    expect(simulator.requests.at(-1)).toMatchObject({ method: "GET", headers: { "x-portkey-api-key": apiKey } });
  });

  it("leaves out in a preview what the end will change", async () => {
    simulator.script("ftjob-open", { status: "running" });
    const { id, properties } = await read("ftjob-open", { __run: preview });
    expect(id).toBe("ftjob-open");
    expect(outputNames.filter((name) => name in properties)).toEqual(["jobId" as const, ...lastingNames].toSorted());
  });

  it("fails with one line for the user, and on stderr the error's class alone", async () => {
    simulator.fail(answer(403, errorShapes.controlPlane(echo, "AB03")), 1);
    const { details } = await errorOf<ServiceError>(read("ftjob-failing"));
    expect(details).toMatch(/^Fine-tuning job "ftjob-failing": .*\(403 the key \[secret\] again; code AB03\)[^\n]+$/);
    expect(await host.takeStderr()).toBe("PermissionDeniedError: see the job's error for details\n");
  });
});

describe("a read's error", () => {
  interface Failing {
    readonly error: string;
    readonly says: string;
    readonly fault?: Fault;
    readonly id?: string;
    readonly properties?: Properties;
  }

  const failing: readonly Failing[] = [
    {
      error: "RedirectError",
      says: "redirects to https://elsewhere.example/[secret],",
      fault: answer(302, "", { location: `https://elsewhere.example/${apiKey}?key=${apiKey}` }),
    },
    {
      error: "UnexpectedResponseError",
      says: 'is not JSON (200, text/plain, starts with "the key [secret] again")',
      fault: answer(200, echo),
    },
    {
      error: "JobFailedError",
      says: "failed: The quota for training is spent.",
      fault: answer(200, failedJob("ftjob-failing")),
      properties: { __run: run },
    },
    {
      error: "InternalError",
      says: "An unexpected error occurred in pulumi-portkey",
      properties: { __run: { version: runVersion, preview: "perhaps" } },
    },
  ];

  it.each(failing)(
    "is one line of its cause, and shows no credential: $error, $says",
    async ({ error, says, fault, id = "ftjob-failing", properties = {} }) => {
      if (fault !== undefined) {
        simulator.fail(fault);
      }
      const { details } = await errorOf<ServiceError>(host.read(id, { inputs: inputs(id, properties) }));
      expect(details).toContain(says);
      expect(details).toMatch(/^[^\n]+$/);
      expect(details).not.toMatch(canary);
      expect(await host.takeStderr()).toBe(`${error}: see the job's error for details\n`);
    },
  );
});

describe("a read as in a refresh", () => {
  it("reads the job anew with the outputs and the connection that the state has, and keeps them", async () => {
    simulator.script("ftjob-later", { status: "running", forRequests: 1 }, succeededJob("ftjob-later", "ft:later"));
    const connection = { apiKey: ownKey };
    const stored = await host.read("ftjob-later", { inputs: inputs("ftjob-later", { connection }) });
    expect(stored.properties).toMatchObject({ status: "running", fineTunedModel: null });
    const refreshed = await refresh("ftjob-later", stored.properties);
    expect(refreshed.id).toBe("ftjob-later");
    expect(refreshed.properties).toMatchObject({ status: "succeeded", fineTunedModel: "ft:later", connection });
    expect(Object.keys(refreshed.properties)).toEqual(Object.keys(stored.properties));
    expect(simulator.requests.at(-1)?.headers["x-portkey-api-key"]).toBe(ownKey);
  });

  it("drops a job that is gone: an empty id and no error", async () => {
    const { id } = await refresh("ftjob-gone", { ...inputs("ftjob-gone"), status: "running" });
    expect(id).toBe("");
  });
});

describe("what NODE_DEBUG=portkey brings", () => {
  it("is an error's stack on stderr, without a credential, and the name of a field that means nothing, without its value", async () => {
    const debugged = await DynamicProviderHost.start({ environment: { NODE_DEBUG: "portkey" } });
    await debugged.configure({ "portkey:apiKey": apiKey, "portkey:baseUrl": simulator.baseUrl });
    simulator.fail(answer(403, errorShapes.gateway(echo)), 1);
    const { details } = await errorOf<ServiceError>(debugged.read("ftjob-none", { inputs: inputs("ftjob-none") }));
    expect(details).toContain("the key does not have permission to read it");

    const odd = { created_at: "odd-value", metadata: { "odd-key": { a: 1 } }, result_files: ["file-1", false] };
    simulator.fail(answer(200, { ...succeededJob("ftjob-odd", "ft:m"), ...odd }), 1);
    const { properties } = await debugged.read("ftjob-odd", { inputs: inputs("ftjob-odd") });
    expect(properties).toMatchObject({ fineTunedModel: "ft:m", createdAt: null, resultFiles: ["file-1"] });

    await debugged.stop();
    expect(debugged.stderr).toMatch(/PermissionDeniedError: .*\n +at /);
    expect(debugged.stderr).not.toMatch(/canary|odd-/);
    expect(debugged.stderr.match(/(?<=^PORTKEY \d+: ).*; it is ignored$/gm)).toEqual([
      "created_at is a string, not a time; it is ignored",
      "result_files[1] is true or false, not a string; it is ignored",
      "metadata.* is an object, not a string; it is ignored",
    ]);
  });
});

describe("a job", () => {
  it("is not created", async () => {
    const before = simulator.requests.length;
    const failure = await errorOf<ServiceError>(host.create(inputs("ftjob-new")));
    expect(failure.details).toMatch(/^FineTuningJob only reads a job and never creates one\. [^\n]+$/);
    expect(simulator.requests).toHaveLength(before);
  });

  it("is not touched when its resource is deleted", async () => {
    const before = simulator.requests.length;
    await host.delete("ftjob-old", { ...inputs("ftjob-old"), status: "running" });
    expect(simulator.requests).toHaveLength(before);
  });
});

describe("the host's stderr", () => {
  it("has nothing but the lines that the errors above account for", async () => {
    await host.stop();
    expect(host.stderr.split("\n").filter((line) => !/^\w*Error: see the job's error for details$/.test(line))).toEqual(
      [""],
    );
  });
});

/** Asks as any engine does in a refresh: with the outputs of the state, and the inputs beside them. */
function refresh(id: string, outputs: Properties): ReturnType<DynamicProviderHost["read"]> {
  return host.read(id, { inputs: inputs(id), properties: outputs });
}

/** What the SDK sends for a job; the engine adds nothing. */
function inputs(jobId: string, more: Properties = {}): Properties {
  return { jobId, __provider: providerText, ...more };
}

/** Marks a value as a secret, the way Pulumi does on the wire. */
function secret(value: string): Properties {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}
