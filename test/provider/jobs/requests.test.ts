import * as fc from "fast-check";
import { UnexpectedResponseError } from "../../../provider/errors";
import { parseAnswer } from "../../../provider/http/parseAnswer";
import type { Answer } from "../../../provider/http/transport";
import { jobRequest, newestEventRequest } from "../../../provider/jobs/requests";
import { redactor, shortestInData } from "../../../provider/text/redact";
import { errorShapes } from "../../support/faults";
import { runningJob, succeededJob } from "../../support/jobs";
import { outcomeOf } from "../../support/outcome";

const subject = { name: 'Fine-tuning job "ftjob-1"', baseUrl: "https://api.portkey.ai/v1" };
const secret = "pk-live-0123456789abcdefghij";
const redactions = { redact: redactor([secret]), redactData: redactor([secret], shortestInData) };

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
    parseAnswer(answered(body, status, headers), jobRequest("ftjob-1"), subject, redactions);
const newestEvent = (answer: Answer) => parseAnswer(answer, newestEventRequest("ftjob-1"), subject, redactions);

describe("the answer to the request for a job", () => {
  it("returns the job that was asked for", () => {
    expect(parse(succeededJob("ftjob-1", "ft:m"))()).toMatchObject({ status: "succeeded", fineTunedModel: "ft:m" });
  });

  it("takes 246, a guardrail's remark, for a success", () => {
    expect(parse(runningJob("ftjob-1"), 246)().status).toBe("running");
  });

  it.each([
    ["projects/7/tuningJobs/ftjob-1", "shortened ids of gateways"],
    [encodeURIComponent("projects/7/tuningJobs/ftjob-1"), "encoded ids of gateways"],
  ])("takes %s for the same job, as in %s", (id) => {
    expect(parse(runningJob(id))().status).toBe("running");
  });

  it.each([
    ["nothing", "", "is empty"],
    ["white space", " \n ", "is empty"],
    ["text", "upstream connect error", "is not JSON"],
    ["a page", errorShapes.html("Log in"), "is not JSON"],
    ["truncated JSON", '{"id":"ftjob-1","sta', "is not JSON"],
    ["null", "null", "is not a fine-tuning job: expected object"],
    ["a list", "[]", "is not a fine-tuning job: expected object"],
    ["a number", "7", "is not a fine-tuning job: expected object"],
    ["an empty object", {}, "is not a fine-tuning job: id: expected a job's id"],
    ["an error with 200", errorShapes.gateway("no"), "is not a fine-tuning job: id: "],
    ["no status", { id: "ftjob-1" }, "is not a fine-tuning job: status: expected string"],
    ["a wrong type", runningJob("ftjob-1", { seed: "x" }), "is not a fine-tuning job: seed: expected a number"],
    ["another job", runningJob("ftjob-2"), 'is another job, "ftjob-2"'],
  ])("refuses %s and says what came", (_what, body, problem) => {
    expect(parse(body)).toThrow(UnexpectedResponseError);
    expect(parse(body)).toThrow(`Fine-tuning job "ftjob-1": the answer of https://api.portkey.ai/v1 ${problem}`);
    expect(parse(body)).toThrow("(200, application/json");
  });

  it("shows status, content type and the first 80 characters, on one line", () => {
    const body = `<html>\n  ${"x".repeat(100)}</html>`;
    expect(parse(body, 203, { "content-type": "text/html" })).toThrow(
      `(203, text/html, beginning "<html> ${"x".repeat(73)}…")`,
    );
    expect(parse("oops", 200, {})).toThrow('(200, no content type, beginning "oops")');
  });

  it("masks a credential in what it shows", () => {
    expect(parse(`key ${secret}`)).toThrow('beginning "key [secret]"');
    expect(parse("oops", 200, { "content-type": secret })).toThrow("[secret]");
    expect(parse(runningJob(secret))).toThrow('is another job, "[secret]"');
    expect(parse(runningJob("ftjob-1", { metadata: { [secret]: {} } }))).toThrow("metadata.[secret]");
  });

  it("shows no part of a credential that the excerpt would cut", () => {
    for (let before = 50; before < 90; before += 1) {
      const padding = "x".repeat(before);
      expect(parse(`${padding}${secret}`)).not.toThrow(secret.slice(0, 8));
      expect(parse(runningJob(`${padding}${secret}`))).not.toThrow(secret.slice(0, 8));
    }
  });

  it("masks a credential in the free texts of a job, which go to state and terminal", () => {
    const error = { message: `bad ${secret}`, code: secret };
    const job = parse(runningJob("ftjob-1", { status: `no key ${secret}`, error }))();
    expect(job).toMatchObject({ status: "no key [secret]", error: { message: "bad [secret]", code: "[secret]" } });
  });

  it("masks a credential in metadata, where it is too long to stand there by chance", () => {
    const long = "pk-0123456789abcdef";
    const masking = { redact: redactor([long]), redactData: redactor([long], shortestInData) };
    const job = parseAnswer(
      answered({ ...succeededJob("ftjob-1"), metadata: { note: `with ${long}` } }),
      jobRequest("ftjob-1"),
      subject,
      masking,
    );
    expect(job.metadata).toEqual({ note: "with [secret]" });
  });

  it("masks it in what names something too, and refuses a model's name that contains it", () => {
    const long = "pk-0123456789abcdef";
    const masking = { redact: redactor([long]), redactData: redactor([long], shortestInData) };
    const parseWith = (more: object) => () =>
      parseAnswer(answered({ ...succeededJob("ftjob-1"), ...more }), jobRequest("ftjob-1"), subject, masking);
    expect(parseWith({ organization_id: long, metadata: { [long]: "note" } })()).toMatchObject({
      organizationId: "[secret]",
      metadata: { "[secret]": "note" },
    });
    expect(parseWith({ fine_tuned_model: `ft:${long}` })).toThrow(UnexpectedResponseError);
    expect(parseWith({ model: long })).toThrow("names a model that contains one of the credentials it was sent");
  });

  it("leaves a name as it came, though a part of it equals a setting's value", () => {
    const credentials = ["acme", "succeeded"];
    const masking = { redact: redactor(credentials), redactData: redactor(credentials, shortestInData) };
    const wire = succeededJob("ftjob-1", "accounts/acme/models/m");
    const job = parseAnswer(answered({ ...wire, metadata: { team: "acme" } }), jobRequest("ftjob-1"), subject, masking);
    expect(job).toMatchObject({
      status: "succeeded",
      fineTunedModel: "accounts/acme/models/m",
      metadata: { team: "acme" },
    });
  });

  it("throws nothing but UnexpectedResponseError, on one line, whatever comes", () => {
    const deep = fc
      .integer({ min: 1, max: 100_000 })
      .map((depth) => `${'{"metadata":'.repeat(depth)}1${"}".repeat(depth)}`);
    const lists = fc.integer({ min: 1, max: 100_000 }).map((depth) => `${"[".repeat(depth)}${"]".repeat(depth)}`);
    const odd = fc
      .record({ id: fc.jsonValue(), status: fc.jsonValue(), metadata: fc.jsonValue() })
      .map((job) => JSON.stringify(job));
    const body = fc.oneof(
      { weight: 5, arbitrary: fc.string({ unit: "binary" }) },
      { weight: 5, arbitrary: fc.json() },
      { weight: 5, arbitrary: odd },
      deep,
      lists,
    );
    const status = fc.constantFrom(200, 201, 204, 246);
    const contentType = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(body, status, contentType, (body, status, contentType) => {
        const answer = { status, headers: { "content-type": contentType }, body };
        const { error } = outcomeOf(() => parseAnswer(answer, jobRequest("1"), subject, redactions));
        expect([undefined, UnexpectedResponseError]).toContain(error?.constructor);
        expect(error?.message ?? "").toMatch(/^[^\n\r\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/);
      }),
      { numRuns: 300 },
    );
  });
});

const events = (message: unknown) => ({ object: "list", data: [{ message }] });

describe("the answer to the request for the newest event", () => {
  it("returns the newest message on one line, shortened, with credentials masked", () => {
    expect(newestEvent(answered(events("Step 1\nof 2")))).toBe("Step 1 of 2");
    expect(newestEvent(answered(events(`Key ${secret}`)))).toBe("Key [secret]");
    expect(newestEvent(answered(events("x".repeat(500))))).toBe(`${"x".repeat(80)}…`);
  });

  it("has no message where there is no event", () => {
    expect(newestEvent(answered({ object: "list", data: [] }))).toBeUndefined();
  });

  it.each([events(5), {}, "not JSON", ""])("is refused when it is %j", (body) => {
    expect(() => newestEvent(answered(body))).toThrow(UnexpectedResponseError);
  });
});
