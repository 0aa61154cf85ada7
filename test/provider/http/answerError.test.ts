import {
  AuthenticationError,
  BudgetExceededError,
  GuardrailDeniedError,
  NotFoundError,
  PermissionDeniedError,
  ProxyError,
  RateLimitError,
  RedirectError,
  RequestRejectedError,
  ServerError,
} from "../../../provider/errors";
import { answerError, type AnsweredRequest } from "../../../provider/http/answerError";
import { parseJobId } from "../../../provider/jobs/jobId";
import { jobRequest } from "../../../provider/jobs/requests";
import { redactor } from "../../../provider/text/redact";
import { errorShapes } from "../../support/faults";

const secret = "pk-live-0123456789abcdefghij";
const { subject: name, afterMissing } = jobRequest(parseJobId("ftjob-1"));
const request: AnsweredRequest = {
  subject: { name, baseUrl: "https://api.portkey.ai/v1" },
  afterMissing,
  offer: "fine-tuning jobs",
  redact: redactor([secret]),
  tries: 1,
  nowMs: Date.UTC(2026, 0, 1),
};

const errorOf = (status: number, body: unknown, headers: Record<string, string> = {}, tries = 1) =>
  answerError({ status, headers, body: typeof body === "string" ? body : JSON.stringify(body) }, { ...request, tries });

describe("answerError", () => {
  it.each([
    [RedirectError, "never", [300, 302, 399]],
    [RequestRejectedError, "never", [400, 402, 405, 409, 422]],
    [AuthenticationError, "never", [401]],
    [PermissionDeniedError, "never", [403]],
    [NotFoundError, "never", [404]],
    [ProxyError, "never", [407]],
    [RateLimitError, "soon", [408, 425, 429]],
    [BudgetExceededError, "never", [412]],
    [GuardrailDeniedError, "never", [446]],
    [ServerError, "soon", [500, 502, 503, 504, 507, 520, 529, 599]],
    [ServerError, "later", [501, 505]],
  ])("makes a %p, to be tried again %s, of %j", (errorClass, tryAgain, statuses) => {
    for (const status of statuses) {
      const error = errorOf(status, errorShapes.gateway("Sorry"));
      expect(error.constructor).toBe(errorClass);
      expect(error).toMatchObject({ tryAgain, status });
    }
  });

  it.each([429, 500, 503, 529])(
    "does not say of %d to try again soon when the gateway says that it is of its own making",
    (status) => {
      const gatewayException = "x-portkey-gateway-exception";
      expect(errorOf(status, "", { [gatewayException]: "true" }).tryAgain).not.toBe("soon");
      expect(errorOf(status, "", { [gatewayException]: "false" }).tryAgain).toBe("soon");
    },
  );

  const trace = { "x-portkey-trace-id": "trace-7" };
  it.each([
    ["JSON's", errorShapes.provider("No such job", "not_found"), "openai error: No such job; code not_found"],
    ["plain text's", "upstream connect error", "upstream connect error"],
    ["a page's", errorShapes.html("502 Bad Gateway"), 'an HTML page titled "502 Bad Gateway"'],
    ["an untitled page's", "<html><body>sorry</body></html>", "an HTML page"],
  ])("has the words and the trace id of %s answer", (_whose, body, says) => {
    const error = errorOf(400, body, trace);
    expect(error.message).toContain(`(400 ${says}; trace id trace-7)`);
    expect(error).toMatchObject({ traceId: "trace-7" });
  });

  it.each([
    [
      "https://api.portkey.ai/v1",
      " A key from Strata Cloud Manager (Prisma AIRS AI Gateway) needs the base URL https://aigw.portkey.ai/v1.",
    ],
    ["https://aigw.portkey.ai/v1", " A key from app.portkey.ai needs the base URL https://api.portkey.ai/v1."],
    ["https://gateway.example/v1", ""],
    ["https://api.portkey.ai.example/v1", ""],
  ])("says of a 401 at %s which keys the other hosted gateway takes, if it is one", (baseUrl, says) => {
    const subject = { name, baseUrl };
    const error = answerError({ status: 401, headers: {}, body: "" }, { ...request, subject });
    expect(error.message).toMatch(/virtualKey or authorization if your provider needs them\./);
    expect(error.message.split("needs them.")[1]).toBe(says);
  });

  it.each([
    [undefined, "Check that apiKey (PORTKEY_API_KEY) is current,"],
    [["portkey:apiKey"], "Check that portkey:apiKey is current,"],
    [["PORTKEY_API_KEY", "portkey:virtualKey"], "Check that PORTKEY_API_KEY and portkey:virtualKey are current,"],
  ])("names in a 401 the places of the credentials that were sent: %j", (credentialPlaces, says) => {
    const subject = { ...request.subject, ...(credentialPlaces && { credentialPlaces }) };
    const error = answerError({ status: 401, headers: {}, body: "" }, { ...request, subject });
    expect(error.message).toContain(says);
  });

  it("sends nobody to a trace id that the response does not have", () => {
    expect(errorOf(503, "", trace).message).toMatch(/search the gateway's log for the trace id\.$/);
    expect(errorOf(503, "").message).toMatch(/check Portkey's status page\.$/);
  });

  it.each([302, 304, 401, 404, 503])("blames nobody but the proxy for a tunnel refused with %d", (status) => {
    const error = answerError({ status, headers: {}, body: "sorry", ofProxy: true }, request);
    expect(error).toBeInstanceOf(ProxyError);
    expect(error.tryAgain).toBe(status === 503 ? "soon" : "never");
    expect(error.message).toContain(
      `refused to connect to api.portkey.ai (${status} sorry). Check the proxy in HTTPS_PROXY`,
    );
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
      'Fine-tuning job "ftjob-1": not found at https://api.portkey.ai/v1 (404 Unknown; trace id trace-7). ' +
        "Check the job id, the base URL (it usually ends in /v1) and the provider. The key must belong to the job's workspace.",
    );
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
    ["unended titles with attributes", "<title x".repeat(130_000)],
    ["slashes", "/".repeat(1_000_000)],
  ])("is made of a megabyte of %s before the test's time is over", (_what, body) => {
    const headers = { "content-type": "text/html" };
    const error = answerError({ status: 403, headers, body: `<html>${body}` }, request);
    expect(error.message).toContain("(403 an HTML page)");
  });

  it.each([
    ["https://api.portkey.ai/v2", "redirects to https://api.portkey.ai/v2,"],
    ["/login?token=hunter2#hunter2", "redirects to /login,"],
    ["https://user:hunter2@api.portkey.ai/v2", "redirects to https://api.portkey.ai/v2,"],
    ["https://user:h@hunter2@api.portkey.ai/v2", "redirects to https://api.portkey.ai/v2,"],
  ])("says of a redirect to %s that it %s", (location, text) => {
    const { message } = errorOf(302, "", { location });
    expect(message).toContain(text);
    expect(message).not.toContain("hunter2");
  });

  it("says of a redirect to nowhere just that", () => {
    expect(errorOf(302, "").message).toContain("redirects to an unknown address, but redirects are not followed");
  });
});
