import { UnexpectedResponseError } from "../../../provider/errors";
import { parseAnswer } from "../../../provider/http/parseAnswer";
import type { Answer } from "../../../provider/http/answer";
import { parseJobId } from "../../../provider/jobs/jobId";
import { jobRequest, modelRequest, newestEventRequest } from "../../../provider/jobs/requests";
import { redactor } from "../../../provider/text/redact";
import { errorShapes } from "../../support/faults";
import { runningJob, succeededJob } from "../../support/jobs";

const subject = { name: 'Fine-tuning job "ftjob-1"', baseUrl: "https://api.portkey.ai/v1" };
const secret = "pk-live-0123456789abcdefghij";
const redact = redactor([secret]);

function answered(
  body: unknown,
  status = 200,
  headers: Record<string, string> = { "content-type": "application/json" },
): Answer {
  return { status, headers, body: typeof body === "string" ? body : JSON.stringify(body) };
}
const parse =
  (body: unknown, status = 200, headers?: Record<string, string>) =>
  () =>
    parseAnswer(answered(body, status, headers), jobRequest(parseJobId("ftjob-1")), subject, redact);
const newestEvent = (answer: Answer) => parseAnswer(answer, newestEventRequest(parseJobId("ftjob-1")), subject, redact);

describe("the answer to the request for a job", () => {
  it("takes a shortened and encoded id for the same job, as gateways have it", () => {
    expect(parse(runningJob(encodeURIComponent("projects/7/tuningJobs/ftjob-1")))().status).toBe("running");
  });

  it.each([
    ["nothing", "", "is empty"],
    ["text", "upstream connect error", "is not JSON"],
    ["null", "null", "is not a fine-tuning job: expected object"],
    ["an error with 200", errorShapes.gateway("no"), "is an error, not a fine-tuning job: no"],
    ["no status", { id: "ftjob-1" }, "is not a fine-tuning job: status: expected a status"],
    [
      "a model that nobody understands",
      { ...succeededJob("ftjob-1"), fine_tuned_model: {} },
      "is not a fine-tuning job: fine_tuned_model: expected a model's name",
    ],
    ["another job", runningJob("ftjob-2"), 'is for another job, "ftjob-2"'],
  ])("refuses %s and says what came", (_what, body, problem) => {
    expect(parse(body)).toThrow(UnexpectedResponseError);
    expect(parse(body)).toThrow(`Fine-tuning job "ftjob-1": the response from https://api.portkey.ai/v1 ${problem}`);
    expect(parse(body)).toThrow("(200, application/json");
  });

  it("accepts a body with bare NaN or Infinity, and changes no string", () => {
    const body =
      '{"id":"ftjob-1","status":"succeeded","fine_tuned_model":"ft:NaN \\"-Infinity\\"","seed":NaN,' +
      '"hyperparameters":{"n_epochs":-Infinity,"beta":nan,"batch_size":8},"metadata":{"NaN":"NaN","loss":Infinity}}';
    expect(parse(body)()).toMatchObject({
      fineTunedModel: 'ft:NaN "-Infinity"',
      seed: null,
      hyperparameters: { batchSize: 8 },
      metadata: { NaN: "NaN" },
    });
    expect(parse('{"id":"ftjob-1","status":"running",NaN}')).toThrow("is not JSON");
    expect(parse('{"id":"ftjob-1","status":"succeeded","fine_tuned_model":NaN}')).toThrow("fine_tuned_model: expected");
  });

  it("shows status, content type and the first 80 characters, on one line", () => {
    const body = `<html>\n  ${"x".repeat(100)}</html>`;
    expect(parse(body, 203, { "content-type": "text/html" })).toThrow(
      `(203, text/html, starts with "<html> ${"x".repeat(73)}…")`,
    );
    expect(parse("oops", 200, {})).toThrow('(200, no content type, starts with "oops")');
  });

  it("masks a credential in what it shows", () => {
    expect(parse(`key ${secret}`)).toThrow('starts with "key [secret]"');
    expect(parse("oops", 200, { "content-type": secret })).toThrow("[secret]");
    expect(parse(runningJob(secret))).toThrow('is for another job, "[secret]"');
  });

  it("shows no part of a credential that the excerpt would cut", () => {
    for (let before = 50; before < 90; before += 1) {
      const padding = "x".repeat(before);
      expect(parse(`${padding}${secret}`)).not.toThrow(secret.slice(0, 8));
      expect(parse(runningJob(`${padding}${secret}`))).not.toThrow(secret.slice(0, 8));
    }
  });

  it("leaves a job's fields as they came, though they hold a credential", () => {
    const wire = { status: `no key ${secret}`, model: secret, metadata: { [secret]: `with ${secret}` } };
    expect(parse(runningJob("ftjob-1", { ...wire, error: { message: secret } }))()).toMatchObject({
      ...wire,
      error: { message: secret },
    });
    expect(parse(succeededJob("ftjob-1", `ft:m:${secret}`))().fineTunedModel).toBe(`ft:m:${secret}`);
  });

  it("changes in them only what would kill gRPC or Pulumi's display", () => {
    const job = parse(runningJob("ftjob-1", { status: "paused <{%if%}>", metadata: { "a\ud800": "::b\n<{%" } }))();
    expect(job).toMatchObject({ status: "paused <{ %if%}>", metadata: { "a\ufffd": "::b\n<{ %" } });
  });

  it.each(["ft:\ud83d", "ft:<{%reset%}>", "ft:a\nb", "::stop-commands::x", "ft:\u202eb", "ft:\u001b[2J"])(
    "refuses a model's name that can't be shown as it is: %j",
    (model) => {
      expect(parse(succeededJob("ftjob-1", model))).toThrow("has a model name with invalid characters");
    },
  );
});

const events = (message: unknown) => ({ object: "list", data: [{ message }] });

describe("the answer to the request for the newest event", () => {
  it("returns the newest message on one line, shortened, with credentials masked", () => {
    expect(newestEvent(answered(events("Step 1\nof 2")))).toBe("Step 1 of 2");
    expect(newestEvent(answered(events(`Key ${secret}`)))).toBe("Key [secret]");
    expect(newestEvent(answered(events("x".repeat(500))))).toBe(`${"x".repeat(80)}…`);
  });

  it("has no message if it is not a string", () => {
    expect(newestEvent(answered(events(5)))).toBeUndefined();
    expect(newestEvent(answered({ data: [{ message: "Step 1" }, null] }))).toBe("Step 1");
  });

  it.each([{}, "not JSON", ""])("is refused when it is %j", (body) => {
    expect(() => newestEvent(answered(body))).toThrow(UnexpectedResponseError);
  });
});

describe("the request for a model", () => {
  const model = "accounts/acme/models/ft:a b";

  it("has the name as one segment of its path", () => {
    expect(modelRequest(model).path).toBe("/models/accounts%2Facme%2Fmodels%2Fft%3Aa%20b");
  });

  it.each([
    [{ id: "gpt-4.1" }, 'is for another model, "gpt-4.1"'],
    [{ object: "list", data: [] }, "is not a model: id: expected a model's name"],
  ])("takes no other answer than that model: %j", (body, problem) => {
    expect(() => parseAnswer(answered(body), modelRequest(model), subject, redact)).toThrow(problem);
    expect(parseAnswer(answered({ id: model }), modelRequest(model), subject, redact).id).toBe(model);
  });
});
