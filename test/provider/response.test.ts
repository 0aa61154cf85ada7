import * as fc from "fast-check";
import {
  AuthenticationError,
  BudgetExceededError,
  GuardrailDeniedError,
  JobNotFoundError,
  PermissionDeniedError,
  RateLimitError,
  RedirectError,
  RequestRejectedError,
  ServerError,
} from "../../provider/answerErrors";
import { UnexpectedResponseError } from "../../provider/errors";
import { redactor, shortestInData } from "../../provider/redact";
import { answerError, parseEvents, parseJob, retryAfter } from "../../provider/response";
import type { Answer } from "../../provider/transport";
import { errorShapes } from "../support/faults";
import { runningJob, succeededJob } from "../support/jobs";
import { outcomeOf } from "../support/outcome";

const subject = { jobId: "ftjob-1", baseUrl: "https://api.portkey.ai/v1" };
const secret = "pk-live-0123456789abcdefghij";
const redact = redactor([secret]);
const settings = { redact, redactData: redactor([secret], shortestInData) };

function answered(
  body: unknown,
  status = 200,
  headers: Record<string, string> = { "content-type": "application/json" },
) {
  return { status, headers, body: typeof body === "string" ? body : JSON.stringify(body) } satisfies Answer;
}
const parse =
  (body: unknown, status = 200, headers?: Record<string, string>) =>
  () =>
    parseJob(answered(body, status, headers), subject, settings);
const errorOf = (status: number, body: unknown, headers: Record<string, string> = {}, tries = 1) =>
  answerError(answered(body, status, headers), subject, redact, tries);

describe("parseJob", () => {
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
    const job = parseJob(
      answered({ ...succeededJob("ftjob-1"), metadata: { note: `with ${long}` } }),
      subject,
      masking,
    );
    expect(job.metadata).toEqual({ note: "with [secret]" });
  });

  it("masks it in what names something too, and refuses a model's name that contains it", () => {
    const long = "pk-0123456789abcdef";
    const masking = { redact: redactor([long]), redactData: redactor([long], shortestInData) };
    const parseWith = (more: object) => () =>
      parseJob(answered({ ...succeededJob("ftjob-1"), ...more }), subject, masking);
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
    const job = parseJob(answered({ ...wire, metadata: { team: "acme" } }), subject, masking);
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
        const { error } = outcomeOf(() => parseJob(answer, { ...subject, jobId: "1" }, settings));
        expect([undefined, UnexpectedResponseError]).toContain(error?.constructor);
        expect(error?.message ?? "").toMatch(/^[^\n\r\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/);
      }),
      { numRuns: 300 },
    );
  });
});

describe("answerError", () => {
  it.each([
    [300, RedirectError, false],
    [302, RedirectError, false],
    [304, RedirectError, false],
    [400, RequestRejectedError, false],
    [401, AuthenticationError, false],
    [402, RequestRejectedError, false],
    [403, PermissionDeniedError, false],
    [404, JobNotFoundError, false],
    [405, RequestRejectedError, false],
    [408, RateLimitError, true],
    [409, RequestRejectedError, false],
    [412, BudgetExceededError, false],
    [422, RequestRejectedError, false],
    [425, RateLimitError, true],
    [429, RateLimitError, true],
    [446, GuardrailDeniedError, false],
    [500, ServerError, true],
    [501, ServerError, false],
    [502, ServerError, true],
    [503, ServerError, true],
    [504, ServerError, true],
    [505, ServerError, false],
  ])("makes of %d a %p, retriable: %p", (status, errorClass, retriable) => {
    const error = errorOf(status, errorShapes.gateway("Sorry"));
    expect(error).toBeInstanceOf(errorClass);
    expect(error.constructor).toBe(errorClass);
    expect(error.name).toBe(errorClass.name);
    expect(error.retriable).toBe(retriable);
    expect(error.status).toBe(status);
  });

  it.each([429, 500, 503])(
    "does not call %d retriable when the gateway says that it is of its own making",
    (status) => {
      const gatewayException = "x-portkey-gateway-exception";
      expect(errorOf(status, "", { [gatewayException]: "true" }).retriable).toBe(false);
      expect(errorOf(status, "", { [gatewayException]: "false" }).retriable).toBe(true);
    },
  );

  const trace = { "x-portkey-trace-id": "trace-7" };
  it.each([
    ["the gateway's", errorShapes.gateway("Invalid header"), "Invalid header", undefined],
    ["the control plane's", errorShapes.controlPlane("Invalid API Key", "AB01"), "Invalid API Key", "AB01"],
    ["a provider's", errorShapes.provider("No such job", "not_found"), "openai error: No such job", "not_found"],
    [
      "a provider's without code",
      errorShapes.provider("No such job"),
      "openai error: No such job",
      "invalid_request_error",
    ],
    ["a provider's with a number", { error: { message: "No", code: 404 } }, "No", "404"],
    ["a bare text's", { error: "Not allowed" }, "Not allowed", undefined],
    ["plain text's", "upstream connect error", "upstream connect error", undefined],
    ["a page's", errorShapes.html("502 Bad Gateway"), 'an HTML page titled "502 Bad Gateway"', undefined],
    ["an untitled page's", "<html><body>sorry</body></html>", "an HTML page", undefined],
  ])("finds message, code and trace id in %s shape", (_whose, body, message, code) => {
    const error = errorOf(400, body, trace);
    const codeText = code === undefined ? "" : `; code ${code}`;
    expect(error.message).toContain(`(400 ${message}${codeText}; trace id trace-7)`);
    expect(error).toMatchObject({ code, traceId: "trace-7" });
  });

  it.each([
    ["", "(400)"],
    ["{}", "(400)"],
    ["[]", "(400)"],
    ["null", "(400"],
    ['{"error":null}', "(400)"],
    ['{"message":{}}', "(400)"],
  ])("makes do with %j", (body, summary) => {
    expect(errorOf(400, body).message).toContain(summary);
  });

  it.each([
    [1, "(503)"],
    [2, "(503; tried twice)"],
    [5, "(503; tried 5 times)"],
  ])("after %d tries says %s", (tries, summary) => {
    expect(errorOf(503, "", {}, tries).message).toContain(summary);
  });

  it("names the job first and says what to do last", () => {
    expect(errorOf(404, errorShapes.gateway("Unknown"), trace).message).toBe(
      'Fine-tuning job "ftjob-1": no such job at https://api.portkey.ai/v1 (404 Unknown; trace id trace-7). ' +
        "Check the id, the base URL (it usually ends in /v1) and the provider; a key of another workspace sees other jobs.",
    );
  });

  it("keeps a long message short and on one line", () => {
    const { message } = errorOf(400, errorShapes.gateway(`first\nsecond ${"x".repeat(1000)}`));
    expect(message).toContain("(400 first second xxx");
    expect(message.length).toBeLessThan(600);
    expect(message).not.toContain("\n");
  });

  it("masks a credential that was echoed in body or headers", () => {
    const echoes = [
      errorOf(401, errorShapes.controlPlane(`Invalid key ${secret}`, secret), { "x-portkey-trace-id": secret }),
      errorOf(400, `${"x".repeat(290)}${secret}`),
      errorOf(502, errorShapes.html(secret)),
      errorOf(302, "", { location: `https://elsewhere.example/${secret}` }),
    ];
    for (const { message, code, traceId } of echoes) {
      expect([message, code, traceId].join(" ")).toContain("[secret]");
      expect([message, code, traceId].join(" ")).not.toContain(secret.slice(0, 8));
    }
  });

  it.each([
    ["unended titles", "<title".repeat(180_000)],
    ["unended titles with attributes", "<title x".repeat(130_000)],
    ["white space", " ".repeat(1_000_000)],
    ["slashes", "/".repeat(1_000_000)],
  ])("is made of a megabyte of %s before the test's time is over", (_what, body) => {
    const headers = { "content-type": "text/html" };
    const error = answerError({ status: 403, headers, body: `<html>${body}` }, subject, redact, 1);
    expect(error.message).toContain("(403 an HTML page)");
  });

  it("shows no part of a credential that a page's title would cut", () => {
    for (let before = 170; before < 210; before += 1) {
      expect(errorOf(502, errorShapes.html(`${"x".repeat(before)}${secret}`)).message).not.toContain(
        secret.slice(0, 8),
      );
    }
  });

  it.each([
    ["https://api.portkey.ai/v2", "redirects to https://api.portkey.ai/v2,"],
    ["/login?token=hunter2#hunter2", "redirects to /login,"],
    ["https://user:hunter2@api.portkey.ai/v2", "redirects to https://api.portkey.ai/v2,"],
  ])("says of a redirect to %s that it %s", (location, text) => {
    const { message } = errorOf(302, "", { location });
    expect(message).toContain(text);
    expect(message).not.toContain("hunter2");
  });

  it("says of a redirect to nowhere just that", () => {
    expect(errorOf(302, "").message).toContain("redirects without saying where, and redirects are not followed");
  });
});

describe("retryAfter", () => {
  const now = Date.UTC(2026, 0, 1);
  const after = (headers: Record<string, string>) => retryAfter(answered("", 429, headers), now);

  it.each([
    [{ "retry-after": "2" }, 2_000],
    [{ "retry-after": " 1.5 " }, 1_500],
    [{ "retry-after": "0" }, 0],
    [{ "retry-after": "-7" }, 0],
    [{ "retry-after": new Date(now + 5_000).toUTCString() }, 5_000],
    [{ "retry-after": new Date(now - 5_000).toUTCString() }, 0],
    [{ "retry-after-ms": "250" }, 250],
    [{ "retry-after-ms": "-1" }, 0],
    [{ "retry-after-ms": "250", "retry-after": "9" }, 250],
    [{ "retry-after-ms": "soon", "retry-after": "9" }, 9_000],
    [{ "retry-after-ms": "Infinity", "retry-after": "9" }, 9_000],
    [{ "retry-after": "soon" }, undefined],
    [{ "retry-after": "in 5 minutes" }, undefined],
    [{ "retry-after": "2026-13-45" }, undefined],
    [{ "retry-after": "" }, undefined],
    [{ "retry-after": "NaN" }, undefined],
    [{}, undefined],
  ])("reads %j as %j milliseconds", (headers, milliseconds) => {
    expect(after(headers)).toBe(milliseconds);
  });

  it("is never negative or not a number, whatever the headers say", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (header, milliseconds) => {
        const found = after({ "retry-after": header, "retry-after-ms": milliseconds }) ?? 0;
        expect(found).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

const events = (message: unknown) => ({ object: "list", data: [{ message }] });

describe("parseEvents", () => {
  it("returns the newest message on one line, shortened, with credentials masked", () => {
    expect(parseEvents(answered(events("Step 1\nof 2")), redact)).toBe("Step 1 of 2");
    expect(parseEvents(answered(events(`Key ${secret}`)), redact)).toBe("Key [secret]");
    expect(parseEvents(answered(events("x".repeat(500))), redact)).toBe(`${"x".repeat(80)}…`);
  });

  it.each([
    [404, events("Step 1")],
    [200, events(5)],
    [200, {}],
    [200, "not JSON"],
    [200, ""],
  ])("has nothing of %d %j", (status, body) => {
    expect(parseEvents(answered(body, status), redact)).toBeUndefined();
  });
});
