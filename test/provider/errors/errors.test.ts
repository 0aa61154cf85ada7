import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import * as errors from "../../../provider/errors";
import { mayPass } from "../../../provider/errors/portkeyError";
import * as provider from "../../../provider/index";

const subject = { name: 'Fine-tuning job "ftjob-1"', baseUrl: "https://api.portkey.ai/v1" };
const details = (message: string | undefined) => ({
  status: 400,
  message,
  code: message,
  traceId: message,
  tries: 3,
  retryAfterMs: undefined,
});

/** One error of each class, made with the given text wherever a text of somebody else's comes in. */
const everyError: Record<string, (text: string) => errors.PortkeyError> = {
  InvalidArgumentError: (text) => new errors.InvalidArgumentError(text, text),
  MissingCredentialsError: () => new errors.MissingCredentialsError(),
  AuthenticationError: (text) => new errors.AuthenticationError(subject, details(text)),
  PermissionDeniedError: (text) => new errors.PermissionDeniedError(subject, details(text)),
  NotFoundError: (text) => new errors.NotFoundError({ ...subject, name: text }, details(text), "Check the id."),
  BudgetExceededError: (text) => new errors.BudgetExceededError(subject, details(text)),
  GuardrailDeniedError: (text) => new errors.GuardrailDeniedError(subject, details(text)),
  RateLimitError: (text) => new errors.RateLimitError(subject, details(text), "soon"),
  ServerError: (text) => new errors.ServerError(subject, details(text), "soon"),
  ProxyError: (text) => new errors.ProxyError(subject, details(text), "soon"),
  RequestRejectedError: (text) => new errors.RequestRejectedError(subject, details(text), text),
  RedirectError: (text) => new errors.RedirectError(subject, details(text), text),
  ConnectionError: (text) => new errors.ConnectionError(subject, text, 2),
  SecureConnectionError: (text) => new errors.SecureConnectionError(subject, text, 1),
  UnexpectedResponseError: (text) => new errors.UnexpectedResponseError(subject, text, text),
  JobFailedError: (text) => new errors.JobFailedError(text, { code: text, message: text, param: text }, text),
  JobCancelledError: (text) => new errors.JobCancelledError(text, { message: text }, text),
  WaitTimeoutError: (text) => new errors.WaitTimeoutError(text, text, text, text),
  OutageError: (text) => new errors.OutageError(text, text, new errors.ConnectionError(subject, text, 5)),
  MissingModelError: (text) => new errors.MissingModelError(text, text),
  ModelUnavailableError: (text) => new errors.ModelUnavailableError(text, `"${text}"`, text),
  IncompleteListError: (text) => new errors.IncompleteListError(subject, 100, text, "Give an id."),
  ListTooLongError: () => new errors.ListTooLongError(subject, 10_000, "Give a limit."),
  NoMatchingJobError: (text) => new errors.NoMatchingJobError(text, subject.baseUrl, 3, text, 2),
  VersionMismatchError: (text) => new errors.VersionMismatchError(text),
  InternalError: () => new errors.InternalError("TypeError"),
  ReadOnlyError: () => new errors.ReadOnlyError(),
  SettingsMismatchError: (text) => new errors.SettingsMismatchError(text, text),
};
const named = Object.entries(everyError);

const soon = new Set(["ConnectionError", "ProxyError", "RateLimitError", "ServerError"]);
const later = new Set(["OutageError", "UnexpectedResponseError"]);

describe("every error", () => {
  it("that can be met is listed here, and exported", () => {
    const folder = join(__dirname, "../../../provider/errors");
    const texts = readdirSync(folder)
      .filter((file) => file.endsWith(".ts"))
      .map((file) => readFileSync(join(folder, file), "utf8"));
    const classes = texts.flatMap((text) =>
      [...text.matchAll(/^export (?:abstract )?class (\w+)/gm)].map(([, name]) => name),
    );
    expect(Object.keys(errors).toSorted()).toEqual(classes.toSorted());
    const bases = ["AnswerError", "PortkeyError"];
    expect(Object.keys(everyError).concat(bases).toSorted()).toEqual(classes.toSorted());
    expect(Object.keys(provider)).toEqual(expect.arrayContaining(classes));
  });

  it.each(named)("%s has its name, says what to do in a sentence, and when another try can help", (name, make) => {
    const error = make("text.");
    expect(error).toBeInstanceOf(errors.PortkeyError);
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe(name);
    expect(error.message).toMatch(/\.$/);
    const tryAgain = soon.has(name) ? "soon" : later.has(name) ? "later" : "never";
    expect(error.tryAgain).toBe(tryAgain);
    expect(mayPass(error)).toBe(tryAgain !== "never");
  });

  it.each(named)("%s is recognised across two copies of the package, and no other class matches it", (name, make) => {
    let copy: Record<string, unknown> = {};
    jest.isolateModules(() => {
      copy = { ...jest.requireActual("../../../provider/errors") };
    });
    const here = new Map<string, unknown>(Object.entries(errors));
    const recognised = Object.entries(copy).flatMap(([other, type]) =>
      typeof type === "function" && make("text") instanceof type ? [other] : [],
    );
    const bases = ["PortkeyError", ...(make("text") instanceof errors.AnswerError ? ["AnswerError"] : [])];
    expect(recognised.toSorted()).toEqual([...bases, name].toSorted());
    expect(Object.entries(copy).find(([other]) => other === name)?.[1]).not.toBe(here.get(name));
  });

  it.each(named)("%s is one line without control characters, whatever comes in", (_name, make) => {
    const hostile = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("a\r\nb", "\u001b[31mred", "a\u2028b", "\u009b1m", ""),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const { message } = make(text);
        expect(message).toMatch(/^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]+$/);
        expect(message).toBe(message.trim());
      }),
      { numRuns: 50 },
    );
  });
});

describe("a message", () => {
  it.each([
    ["CERT_HAS_EXPIRED", "must be renewed"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "Set the base URL to a host name"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "NODE_EXTRA_CA_CERTS"],
  ])("about a certificate says by its code %s what to do: %s", (code, advice) => {
    const { message } = new errors.SecureConnectionError(subject, "no trust", 1, code);
    expect(message).toContain("no secure connection to api.portkey.ai: no trust (tried once). ");
    expect(message).toContain(advice);
  });
});
