import { JobsClient } from "../../../provider/jobs/jobsClient";
import { ModelLookout, type ModelEnd } from "../../../provider/models/modelLookout";
import { resolveSettings } from "../../../provider/settings/settings";
import { PortkeySimulator } from "../../../sdk/testing";
import { FakeClock } from "../../support/fakeClock";
import { answer, errorShapes, hang, type Fault } from "../../support/faults";

const own = "ft:gpt-4.1-2025-04-14:acme:support-bot:BQ7xzq1K";
const base = "gpt-4.1-2025-04-14";
const date = "2027-01-14";
let simulator: PortkeySimulator;
let lookout: ModelLookout;

beforeEach(async () => {
  simulator = await PortkeySimulator.start();
  lookout = new ModelLookout(new JobsClient(new FakeClock()));
});

afterEach(() => simulator.close());

function endOf(model = own, ofJob: string | null = base, connection: object = {}): Promise<ModelEnd> {
  const settings = resolveSettings({
    connection: { apiKey: "key", baseUrl: simulator.baseUrl, ...connection },
    config: () => undefined,
    environment: {},
  });
  return lookout.endOf(settings, model, { fineTunedModel: model, model: ofJob });
}

const unknown = (why: string) => ({ is: "unknown", why: expect.stringContaining(why) });

describe("the end of a job's model", () => {
  it.each<[string, object | undefined, object | undefined, unknown]>([
    ["has a day of its own", { shutdownDate: date }, { shutdownDate: "2026-01-01" }, { is: "dated", date }],
    ["is its base's", {}, { shutdownDate: date }, { is: "dated", date, base }],
    ["is its base's where it is not known itself", undefined, { shutdownDate: date }, { is: "dated", date, base }],
    ["is not in sight", {}, {}, { is: "lasting" }],
    ["has come", { gone: true }, {}, { is: "gone" }],
    ["has come with its base's", {}, { gone: true }, { is: "gone", base }],
    ["is not known where its base's is not", {}, undefined, unknown(`Model "${base}": not found`)],
    ["is not known", undefined, {}, unknown(`Model "${own}": not found`)],
  ])("%s", async (_what, ofOwn, ofBase, expected) => {
    if (ofOwn) {
      simulator.model(own, ofOwn);
    }
    if (ofBase) {
      simulator.model(base, ofBase);
    }
    await expect(endOf()).resolves.toEqual(expected);
    expect(simulator.requests).toHaveLength(2);
  });

  it("is that of the base's base where a job went on from a fine-tuned model", async () => {
    simulator.model("ft:m").model(base, { shutdownDate: date });
    await expect(endOf("ft:m", own)).resolves.toEqual({ is: "dated", date, base });
    expect(simulator.count(own)).toBe(0);
  });

  it.each([null, own])("hangs on nothing else where its base is %j", async (ofJob) => {
    simulator.model(own).model(base);
    await expect(endOf(own, ofJob)).resolves.toEqual({ is: "lasting" });
  });

  it("has come where an older answer says so without a code", async () => {
    const says = errorShapes.provider(`The model '${own}' does not exist`);
    await expect(answered(answer(404, says))).resolves.toEqual({ is: "gone" });
  });

  it.each<[string, Fault, string]>([
    ["403", answer(403, errorShapes.gateway("no")), "does not have permission"],
    ["a path that is not known", answer(404, errorShapes.provider("The path /v1/models/a does not exist")), "404"],
    ["a page with 404", answer(404, errorShapes.html("Not found")), "404"],
    ["another code", answer(404, errorShapes.provider("The model does not exist", "route_not_found")), "404"],
    ["a page", answer(200, errorShapes.html("Sign in")), "is not JSON"],
    ["another model", answer(200, { id: "another", shutdown_date: date }), "is for another model"],
    ["a list", answer(200, { object: "list", data: [] }), "is not a model"],
    ["a server that is broken", answer(500), "returned a server error"],
  ])("is not known from %s", async (_what, fault, why) => {
    await expect(answered(fault)).resolves.toEqual(unknown(why));
  });

  function answered(fault: Fault): Promise<ModelEnd> {
    simulator.fail(fault, Number.POSITIVE_INFINITY, own);
    return endOf(own, null);
  }

  it("is requested once in a run, even if jobs share a base, and again with another key", async () => {
    simulator.model(base, { shutdownDate: date });
    const models = Array.from({ length: 10 }, (_one, index) => `ft:${index}`);
    for (const model of models) {
      simulator.model(model);
      await expect(endOf(model)).resolves.toEqual({ is: "dated", date, base });
    }
    await endOf("ft:1");
    expect(simulator.requests).toHaveLength(11);
    await endOf("ft:1", base, { apiKey: "other" });
    expect(simulator.requests).toHaveLength(13);
  });

  it("is no longer requested if a gateway does not respond", async () => {
    simulator.fail(hang, Number.POSITIVE_INFINITY, "ft:slow").fail(hang, Number.POSITIVE_INFINITY, own);
    const underWay = endOf("ft:slow", null);
    await expect(endOf(own, null, { requestTimeout: 0.05, maxRetries: 0 })).resolves.toEqual(
      unknown("no response from"),
    );
    await expect(underWay).resolves.toEqual(unknown("no response from"));
    await expect(endOf("ft:later", null)).resolves.toEqual(unknown("no response from"));
    expect(simulator.count("ft:later")).toBe(0);
  });
});
