import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { gzipSync } from "node:zlib";
import {
  ConnectionError,
  NotFoundError,
  RateLimitError,
  RedirectError,
  ServerError,
  UnexpectedResponseError,
  type PortkeyError,
} from "../provider";
import { parseJobId } from "../provider/jobs/jobId";
import { JobsClient } from "../provider/jobs/jobsClient";
import { type WaitResult } from "../provider/waiting/wait";
import { Waiter } from "../provider/waiting/waiter";
import { PortkeySimulator } from "../sdk/testing";
import { canary, failedRead, read } from "./support/failedRead";
import { FakeClock } from "./support/fakeClock";
import * as faults from "./support/faults";
import { answer, errorShapes, type Fault } from "./support/faults";
import { succeededJob } from "./support/jobs";

const jobId = "ftjob-1";
const html = { "content-type": "text/html; charset=utf-8" };
const json = { "content-type": "application/json" };
const mebibyte = 1024 * 1024;

/** What each class tells the user to do, at the end of its message. */
const advice = new Map<unknown, string>([
  [ConnectionError, "Check baseUrl, the network and the proxy settings, then run again."],
  [
    UnexpectedResponseError,
    "Check that baseUrl is the address of Portkey's API and that no proxy answers in its place.",
  ],
  [ServerError, "Run again later; if it stays, see Portkey's status page or the gateway's log with the trace id."],
  [RateLimitError, "Run again later, or raise maxRetries."],
  [RedirectError, "Set baseUrl to where the API is."],
]);

type ErrorClass = abstract new (...given: never[]) => PortkeyError;

let simulator: PortkeySimulator;

beforeEach(async () => {
  simulator = await PortkeySimulator.start();
  simulator.script(jobId, { status: "succeeded", fine_tuned_model: "ft:model" });
});

afterEach(() => simulator.close());

/** Expects of an error all that any message must be, and returns what it says between the job's name and the advice. */
function whatHappened(error: PortkeyError, expected: ErrorClass): string {
  expect(error).toBeInstanceOf(expected);
  // The engine prints the message, and its host `${error}: ${error.stack}`.
  expect(error.stack).toBe("see the job's row");
  expect(String(error)).toBe(expected.name);
  expect(error.message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
  expect(error.message).not.toMatch(/node_modules|axios|\.[jt]s:\d/i);
  expect(error.message).not.toContain(canary);
  expect(error.message.length).toBeLessThan(700);
  const beginning = `Fine-tuning job "${jobId}": `;
  const end = ` ${advice.get(expected)}`;
  expect(error.message.slice(0, beginning.length)).toBe(beginning);
  expect(error.message.slice(-end.length)).toBe(end);
  return error.message.slice(beginning.length, -end.length);
}

describe("no complete answer", () => {
  const silent = "no complete answer within 0.2 s";

  it.each<[string, Fault, string | RegExp]>([
    ["a connection reset before an answer", faults.reset, /read ECONNRESET|socket hang up \(ECONNRESET\)/],
    ["a connection reset in mid-body", faults.resetInBody, /read ECONNRESET|aborted|socket hang up/],
    ["a server that never answers", faults.hang, silent],
    ["a server that stops in mid-body", faults.hangInBody, silent],
    ["a slow drip", faults.drip, silent],
    ["a switch to another protocol (101)", faults.switchProtocols, silent],
  ])("is tried again, and named with host, cause and count: %s", async (_name, fault, cause) => {
    simulator.fail(fault);
    const { host } = new URL(simulator.baseUrl);

    const error = await failedRead(simulator.baseUrl, { connection: { requestTimeout: 0.2 } });

    const happened = whatHappened(error, ConnectionError);
    expect(happened).toMatch(/^no answer from .+: .+ \(tried 3 times\)\.$/);
    expect(happened).toContain(host);
    expect(happened).toMatch(cause);
    expect(simulator.count()).toBe(3);
  });

  it.each<[string, Fault]>([
    ["a body shorter than its content length", faults.wrongLength],
    ["a chunked body without an end", faults.endInBody],
  ])("is tried again where the connection is closed in mid-body: %s", async (_name, fault) => {
    simulator.fail(fault, 1);

    await expect(read(simulator.baseUrl)).resolves.toMatchObject({ fineTunedModel: "ft:model" });
    expect(simulator.count()).toBe(2);
  });

  it("says that the connection was closed in mid-body, when it always is", async () => {
    simulator.fail(faults.wrongLength);

    const happened = whatHappened(await failedRead(simulator.baseUrl), ConnectionError);

    expect(happened).toMatch(/^no answer from .+: .+ \(tried 3 times\)\.$/);
  });

  it("counts a single try as once, and the second as twice", async () => {
    simulator.fail(faults.reset);
    const once = await failedRead(simulator.baseUrl, { connection: { maxRetries: 0 } });
    const twice = await failedRead(simulator.baseUrl, { connection: { maxRetries: 1 } });
    expect(once.message).toContain("(tried once).");
    expect(twice.message).toContain("(tried twice).");
  });

  it.each<[string, Fault]>([
    ["a reset", faults.reset],
    ["a reset in mid-body", faults.resetInBody],
    ["silence", faults.hang],
    ["silence in mid-body", faults.hangInBody],
    ["a slow drip", faults.drip],
  ])("is forgotten when the next try succeeds: %s", async (_name, fault) => {
    simulator.fail(fault, 1);
    await expect(read(simulator.baseUrl, { connection: { requestTimeout: 0.2 } })).resolves.toMatchObject({
      status: "succeeded",
    });
  });

  it("backs off between tries, twice as long each time", async () => {
    simulator.fail(faults.reset);
    const clock = new FakeClock(undefined, 0.999);
    await failedRead(simulator.baseUrl, { clock, connection: { maxRetries: 6 } });
    expect(clock.sleeps.map(Math.round)).toEqual([500, 999, 1998, 3996, 7992, 7992]);
  });

  it.each([
    ["127.0.0.1", "ECONNREFUSED 127.0.0.1"],
    ["localhost", "ECONNREFUSED"],
  ])("names a port of %s at which nobody listens", async (hostname, cause) => {
    const port = await unusedPort();
    const error = await failedRead(`http://${hostname}:${port}/v1`);
    const happened = whatHappened(error, ConnectionError);
    expect(happened).toContain(`no answer from ${hostname}:${port}: connect ${cause}`);
    expect(happened).toContain("(tried 3 times)");
  });

  it("names a host that has no address", async () => {
    const happened = whatHappened(await failedRead("https://portkey.invalid/v1"), ConnectionError);
    expect(happened).toMatch(
      /^no answer from portkey\.invalid: getaddrinfo (ENOTFOUND|EAI_AGAIN) portkey\.invalid \(tried 3 times\)\.$/,
    );
  });
});

const deepObject = '{"a":'.repeat(10_000) + "1" + "}".repeat(10_000);

it("an answer with a grader that is nested too deeply is read without it", async () => {
  const grader = `{"id":"${jobId}","status":"running","method":{"type":"dpo","reinforcement":{"grader":${deepObject}}}}`;
  simulator.fail(answer(200, grader, json));
  await expect(read(simulator.baseUrl)).resolves.toMatchObject({ method: { type: "dpo", reinforcement: {} } });
});

describe("an answer that can't be the job", () => {
  const deepArray = "[".repeat(100_000) + "]".repeat(100_000);
  const titled = errorShapes.html("Sign in to the corporate network");

  it.each<[string, Fault, RegExp]>([
    [
      "truncated JSON",
      answer(200, '{"id":"ftjob-1","sta', json),
      /^ is not JSON \(200, application\/json, beginning "/,
    ],
    ["gzip that does not unpack", faults.brokenGzip, /^ can't be read: .+ \(Z_DATA_ERROR\) \(nothing of it was used\)/],
    ["gzip that breaks off", faults.truncatedGzip, /^ (is not JSON|can't be read)/],
    ["a gzip bomb", faults.gzipBomb(200 * mebibyte), /^ is larger than 1 MiB \(nothing of it was used\)/],
    ["a body of 200 MB", faults.endless(200 * mebibyte), /^ is larger than 1 MiB \(nothing of it was used\)/],
    ["a body one byte too large", answer(200, " ".repeat(mebibyte + 1)), /^ is larger than 1 MiB/],
    ["nothing but nesting", answer(200, deepArray, json), /^ is not (JSON|a fine-tuning job)/],
    ["a proxy's page with 200", answer(200, titled, html), /^ is not JSON \(200, text\/html; charset=utf-8/],
    ["an empty 200", answer(200, ""), /^ is empty \(200, text\/plain\)/],
    ["204", faults.noContent, /^ is empty \(204, no content type\)/],
    ["304, which is no redirect", answer(304), /^ is empty \(304, text\/plain\)/],
    ["another protocol", faults.notHttp, /^ can't be read: Parse Error: .+ \(HPE_INVALID_CONSTANT\)/],
    ["headers without end", faults.endlessHeaders, /^ can't be read: .+ \(HPE_HEADER_OVERFLOW\)/],
    ["a body longer than its content length", faults.tooShortLength, /^ (is not JSON|can't be read)/],
    ["JSON that is no object", answer(200, "[]", json), /^ is not a fine-tuning job: expected object/],
    ["a job without a status", answer(200, { id: jobId }), /^ is not a fine-tuning job: status: expected a status/],
    ["another job", answer(200, succeededJob("ftjob-2")), /^ is another job, "ftjob-2"/],
  ])("is named once, and not asked for again: %s", async (_name, fault, problem) => {
    simulator.fail(fault);

    const happened = whatHappened(await failedRead(simulator.baseUrl), UnexpectedResponseError);

    const beginning = `the answer of ${simulator.baseUrl}`;
    expect(happened.slice(0, beginning.length)).toBe(beginning);
    expect(happened.slice(beginning.length)).toMatch(problem);
    expect(simulator.count()).toBe(1);
  });

  it("stops reading a body of 200 MB soon after the first MiB", async () => {
    const sent = new Promise<number>((resolve) => {
      simulator.fail((request, response) => {
        const { socket } = request;
        socket.on("close", () => resolve(socket.bytesWritten));
        faults.endless(200 * mebibyte)(request, response);
      });
    });

    await failedRead(simulator.baseUrl);

    // What is beyond it was on its way already, in the buffers of both sockets.
    expect(await sent).toBeLessThan(16 * mebibyte);
  });

  it("reads a body of exactly 1 MiB", async () => {
    const job = JSON.stringify(succeededJob(jobId));
    simulator.fail(answer(200, job + " ".repeat(mebibyte - job.length), json));
    await expect(read(simulator.baseUrl)).resolves.toMatchObject({ status: "succeeded" });
  });

  it("shows at most 80 characters of a page, on one line", async () => {
    simulator.fail(answer(200, titled.replaceAll("><", ">\r\n<"), html));
    const { message } = await failedRead(simulator.baseUrl);
    const [, excerpt = ""] = /beginning "(.*)"\)/.exec(message) ?? [];
    expect(JSON.parse(`"${excerpt}"`)).toHaveLength(81);
    expect(excerpt).toMatch(/…$/);
  });

  it("ignores nesting in a key that nobody asked for", async () => {
    simulator.fail(answer(200, `{"id":"${jobId}","status":"running","unknown":${deepObject}}`, json));
    await expect(read(simulator.baseUrl)).resolves.toMatchObject({ status: "running" });
  });
});

describe("answers that are fine, if unusual", () => {
  const job = succeededJob(jobId);

  it.each<[string, Fault]>([
    ["early hints (103) before it", faults.earlyHints(answer(200, job))],
    ["processing (102) before it", faults.processing(answer(200, job))],
    ["246, a guardrail's remark", answer(246, job)],
    ["a byte order mark", answer(200, `\ufeff${JSON.stringify(job)}`, json)],
    ["JSON that is called text", answer(200, JSON.stringify(job), { "content-type": "text/plain" })],
    ["gzip", faults.zipped(gzipSync(JSON.stringify(job)))],
  ])("are read: %s", async (_name, fault) => {
    simulator.fail(fault);
    await expect(read(simulator.baseUrl)).resolves.toMatchObject({ fineTunedModel: job["fine_tuned_model"] });
    expect(simulator.count()).toBe(1);
  });
});

describe("redirects", () => {
  it.each([300, 301, 302, 303, 305, 307, 308])("are not followed, and their target is named: %d", async (status) => {
    const location = "https://user:password@elsewhere.example/v1?token=abc#here";
    simulator.fail(answer(status, "", { location }));

    const happened = whatHappened(await failedRead(simulator.baseUrl), RedirectError);

    expect(happened).toBe(
      `${simulator.baseUrl} redirects to https://elsewhere.example/v1, and redirects are not followed (${status}).`,
    );
    expect(simulator.count()).toBe(1);
  });

  it("need no target", async () => {
    simulator.fail(answer(302));
    const happened = whatHappened(await failedRead(simulator.baseUrl), RedirectError);
    expect(happened).toBe(`${simulator.baseUrl} redirects without saying where, and redirects are not followed (302).`);
  });

  it("do not take the credentials along to another server", async () => {
    const elsewhere = await PortkeySimulator.start();
    simulator.fail(answer(307, "", { location: `${elsewhere.baseUrl}/fine_tuning/jobs/${jobId}` }));
    await failedRead(simulator.baseUrl);
    expect(elsewhere.requests).toEqual([]);
    await elsewhere.close();
  });
});

describe("an answer with an error", () => {
  it.each([500, 502, 503, 504, 520, 529])(
    "is tried again and named without its HTML: a proxy's page with %d",
    async (status) => {
      simulator.fail(answer(status, errorShapes.html(`${status} Sorry`), html));

      const happened = whatHappened(await failedRead(simulator.baseUrl), ServerError);

      expect(happened).toBe(
        `${simulator.baseUrl} failed to answer (${status} an HTML page titled "${status} Sorry"; tried 3 times).`,
      );
      expect(happened).not.toMatch(/[<>]/);
      expect(simulator.count()).toBe(3);
    },
  );

  it.each([501, 505])("is not tried again: %d", async (status) => {
    simulator.fail(answer(status, errorShapes.gateway("sorry"), { "x-portkey-trace-id": "trace-1" }));
    const happened = whatHappened(await failedRead(simulator.baseUrl), ServerError);
    expect(happened).toBe(`${simulator.baseUrl} failed to answer (${status} sorry; trace id trace-1).`);
    expect(simulator.count()).toBe(1);
  });

  it.each<[number, ErrorClass]>([
    [429, RateLimitError],
    [503, ServerError],
  ])("is not tried again when the gateway itself made it: %d", async (status, expected) => {
    simulator.fail(answer(status, errorShapes.gateway("no"), { "x-portkey-gateway-exception": "true" }));
    whatHappened(await failedRead(simulator.baseUrl), expected);
    expect(simulator.count()).toBe(1);
  });

  it("can have no body at all", async () => {
    simulator.fail(answer(503));
    const happened = whatHappened(await failedRead(simulator.baseUrl), ServerError);
    expect(happened).toBe(`${simulator.baseUrl} failed to answer (503; tried 3 times).`);
  });

  it("can't send control characters to the terminal, nor a line of its own, nor the key back", async () => {
    simulator.fail(
      answer(502, `\u001b[2J\u001b]0;title\u0007first\r\nsecond\u2028third ${canary} ${"x".repeat(5000)}`),
    );
    const happened = whatHappened(await failedRead(simulator.baseUrl), ServerError);
    expect(happened).toMatch(/\(502 \[2J \]0;title first second third \[secret\] x+…; tried 3 times\)\.$/);
  });
});

describe("Retry-After", () => {
  const now = Date.UTC(2026, 0, 1);
  const backoff = 250; // half of the first interval: the clock's chance is even

  const forms: ReadonlyArray<[string, Record<string, string>, number]> = [
    ["seconds", { "retry-after": "7" }, 7_000],
    ["seconds with blanks around", { "retry-after": "  7 " }, 7_000],
    ["a fraction of a second", { "retry-after": "0.25" }, 250],
    ["zero", { "retry-after": "0" }, 0],
    ["a date", { "retry-after": "Thu, 01 Jan 2026 00:00:20 GMT" }, 20_000],
    ["a date in the old form", { "retry-after": "Thursday, 01-Jan-26 00:00:20 GMT" }, 20_000],
    ["a date that is past", { "retry-after": "Mon, 01 Dec 2025 00:00:00 GMT" }, 0],
    ["milliseconds", { "retry-after-ms": "1500" }, 1_500],
    ["milliseconds before seconds", { "retry-after-ms": "1500", "retry-after": "7" }, 1_500],
    ["seconds, where the milliseconds are none", { "retry-after-ms": "soon", "retry-after": "7" }, 7_000],
    ["a minute", { "retry-after": "60" }, 60_000],
    ["a negative number", { "retry-after": "-5" }, 0],
    ["nothing", {}, backoff],
    ["an empty text", { "retry-after": "" }, backoff],
    ["a word", { "retry-after": "soon" }, backoff],
    ["a number in words", { "retry-after": "in 2 minutes" }, backoff],
    ["infinity", { "retry-after": "Infinity", "retry-after-ms": "Infinity" }, backoff],
    ["not a number", { "retry-after": "NaN", "retry-after-ms": "NaN" }, backoff],
    ["an exponent", { "retry-after": "1e9" }, backoff],
    ["two numbers, which are no date of the year 2001", { "retry-after": "3, 5" }, backoff],
    ["a word and a number, which are no date either", { "retry-after": "retry 2" }, backoff],
  ];

  it.each(forms.flatMap(([name, headers, slept]) => [429, 503].map((status) => ({ name, headers, slept, status }))))(
    "given with $status as $name is slept for $slept ms",
    async ({ headers, slept, status }) => {
      simulator.fail(answer(status, errorShapes.gateway("not now"), headers), 1);
      const clock = new FakeClock(now);
      await expect(read(simulator.baseUrl, { clock })).resolves.toMatchObject({ status: "succeeded" });
      expect(clock.sleeps).toEqual([slept]);
      expect(simulator.count()).toBe(2);
    },
  );

  it.each([
    ["61 s", { "retry-after": "61" }, "1m 1s"],
    ["an hour", { "retry-after": "3600" }, "1h"],
    ["a number without end", { "retry-after": "9".repeat(400) }, "365d"],
    ["a number of milliseconds without end", { "retry-after-ms": "9".repeat(300) }, "365d"],
    ["a date in another century", { "retry-after": "Fri, 01 Jan 2126 00:00:00 GMT" }, "365d"],
  ])("given as %s is not slept for: the error says at once when to come back", async (_name, headers, says) => {
    for (const status of [429, 503]) {
      simulator.fail(answer(status, errorShapes.gateway("not now"), headers), 1);
      const clock = new FakeClock(now);
      await expect(read(simulator.baseUrl, { clock })).rejects.toThrow(
        `(${status} not now). Run again in ${says}: the answer asks to come back only then.`,
      );
      expect(clock.sleeps).toEqual([]);
    }
  });

  it.each<[number, ErrorClass, string]>([
    [429, RateLimitError, "too many requests (429 not now; tried 3 times)."],
    [408, RateLimitError, "the server was not ready (408 not now; tried 3 times)."],
    [425, RateLimitError, "the server was not ready (425 not now; tried 3 times)."],
    [503, ServerError, "failed to answer (503 not now; tried 3 times)."],
  ])("is honoured at each try, and then the error says how many there were: %d", async (status, expected, says) => {
    simulator.fail(answer(status, errorShapes.gateway("not now"), { "retry-after": "7" }));
    const clock = new FakeClock(now);

    const error = await failedRead(simulator.baseUrl, { clock });

    expect(whatHappened(error, expected)).toContain(says);
    expect(clock.sleeps).toEqual([7_000, 7_000]);
  });

  it("with an answer that is final changes nothing", async () => {
    simulator.fail(answer(404, errorShapes.gateway("no such job"), { "retry-after": "7" }));
    const clock = new FakeClock(now);
    await expect(failedRead(simulator.baseUrl, { clock })).resolves.toBeInstanceOf(NotFoundError);
    expect(clock.sleeps).toEqual([]);
  });
});

const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((address) => address?.address === "::1");
const describeWithIpv6 = hasIpv6 ? describe : describe.skip;
if (!hasIpv6) {
  process.stderr.write("The test of IPv6 is skipped: this host has no ::1.\n");
}

describeWithIpv6("IPv6", () => {
  it("reaches a server at [::1] without allowInsecureHttp, and names it when it is gone", async () => {
    const server = createServer(answer(200, succeededJob(jobId)));
    await new Promise<void>((resolve) => server.listen(0, "::1", resolve));
    const baseUrl = `http://[::1]:${(server.address() as AddressInfo).port}/v1`;

    await expect(read(baseUrl)).resolves.toMatchObject({ status: "succeeded" });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));

    const happened = whatHappened(await failedRead(baseUrl), ConnectionError);
    expect(happened).toContain(`no answer from ${new URL(baseUrl).host}: connect ECONNREFUSED ::1`);
  });
});

describe("a server that dies between two reads", () => {
  /** A clock that does something while somebody sleeps for the first time. */
  class EventfulClock extends FakeClock {
    constructor(private readonly duringSleep: (count: number) => Promise<void>) {
      super();
    }

    override async sleep(milliseconds: number): Promise<void> {
      await super.sleep(milliseconds);
      await this.duringSleep(this.sleeps.length);
    }
  }

  it("and comes back is not noticed by the next read", async () => {
    await read(simulator.baseUrl);
    const { port } = simulator;
    await simulator.close();
    simulator = await PortkeySimulator.start({ port });
    simulator.script(jobId, { status: "failed" });
    await expect(read(simulator.baseUrl)).resolves.toMatchObject({ status: "failed" });
  });

  it("and stays away fails the next read, with what the network said", async () => {
    const { baseUrl } = simulator;
    await read(baseUrl);
    await simulator.close();
    const happened = whatHappened(await failedRead(baseUrl), ConnectionError);
    expect(happened).toMatch(/^no answer from 127\.0\.0\.1:\d+: connect ECONNREFUSED .+ \(tried 3 times\)\.$/);
    simulator = await PortkeySimulator.start();
  });

  it("and comes back within ten minutes does not end a wait", async () => {
    simulator.script(jobId, { status: "running" });
    const { port } = simulator;
    const clock = new EventfulClock(async (count) => {
      if (count === 1) {
        await simulator.close();
      } else if (count === 8) {
        simulator = await PortkeySimulator.start({ port });
        simulator.script(jobId, { status: "succeeded", fine_tuned_model: "ft:model" });
      }
    });

    await expect(waitWith(clock)).resolves.toEqual({ end: "finished", waitedMs: 8 * 60_000 });
  });

  it("and stays away ends a wait after ten minutes", async () => {
    simulator.script(jobId, { status: "running" });
    const clock = new EventfulClock(async (count) => {
      if (count === 1) {
        await simulator.close();
      }
    });

    await expect(waitWith(clock)).resolves.toEqual({
      end: "outage",
      waitedMs: 10 * 60_000,
      why: expect.stringContaining("ECONNREFUSED"),
    });
    simulator = await PortkeySimulator.start();
  });
});

/** Waits for the job, reading it once a minute. */
function waitWith(clock: FakeClock): Promise<WaitResult> {
  return new Waiter(new JobsClient(clock), clock).wait({
    jobId: parseJobId(jobId),
    timeoutMs: 6 * 3_600_000,
    pollIntervalMs: 60_000,
    sources: {
      connection: { apiKey: canary, baseUrl: simulator.baseUrl, requestTimeout: 1 },
      config: () => undefined,
      environment: {},
    },
    onProgress: () => undefined,
  });
}

async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
