import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { gzipSync } from "node:zlib";
import { ConnectionError, RateLimitError, ServerError, UnexpectedResponseError, type PortkeyError } from "../provider";
import { PortkeySimulator } from "../sdk/testing";
import { canary, failedRead, read } from "./support/failedRead";
import { FakeClock } from "./support/fakeClock";
import * as faults from "./support/faults";
import { answer, errorShapes, type Fault } from "./support/faults";
import { succeededJob } from "./support/jobs";

const jobId = "ftjob-1";
const json = { "content-type": "application/json" };
const mebibyte = 1024 * 1024;
const deepObject = '{"a":'.repeat(10_000) + "1" + "}".repeat(10_000);
const deepArray = "[".repeat(100_000) + "]".repeat(100_000);

type ErrorClass = abstract new (...given: never[]) => PortkeyError;

let simulator: PortkeySimulator;

beforeEach(async () => {
  simulator = await PortkeySimulator.start();
  simulator.script(jobId, { status: "succeeded", fine_tuned_model: "ft:model" });
});

afterEach(() => simulator.close());

/** Expects of an error all that any message must be, and returns what it says of the job. */
function whatHappened(error: PortkeyError, expected: ErrorClass): string {
  expect(error).toBeInstanceOf(expected);
  // The engine prints the message, and its host `${error}: ${error.stack}`.
  expect(`${String(error)}: ${error.stack}`).toBe(`${expected.name}: see the job's error for details`);
  expect(error.message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
  expect(error.message).not.toMatch(/node_modules|axios|\.[jt]s:\d/i);
  expect(error.message).not.toContain(canary);
  expect(error.message.length).toBeLessThan(700);
  const [, happened] = /^Fine-tuning job "ftjob-1": (.*\.)$/.exec(error.message) ?? [];
  return String(happened);
}

describe("no complete answer", () => {
  const silent = "no complete response within 0.2 s";

  it.each<[string, Fault, string | RegExp]>([
    ["a connection reset before an answer", faults.reset, /read ECONNRESET|socket hang up \(ECONNRESET\)/],
    ["a body shorter than its content length", faults.wrongLength, "closed before the response was complete"],
    ["a server that stops in mid-body", faults.hangInBody, silent],
    ["a switch to another protocol (101)", faults.switchProtocols, silent],
  ])("is tried again, and named with host, cause and count: %s", async (_name, fault, cause) => {
    simulator.fail(fault);
    const { host } = new URL(simulator.baseUrl);

    const error = await failedRead(simulator.baseUrl, { connection: { requestTimeout: 0.2 } });

    const happened = whatHappened(error, ConnectionError);
    expect(happened).toContain(`no response from ${host}: `);
    expect(happened).toContain("(tried 3 times). Check the base URL, the network and the proxy settings");
    expect(happened).toMatch(cause);
    expect(simulator.count()).toBe(3);
  });

  it("is not noticed where the server was away between two reads", async () => {
    await read(simulator.baseUrl);
    const { port } = simulator;
    await simulator.close();
    simulator = await PortkeySimulator.start({ port });
    simulator.script(jobId, { status: "failed" });
    await expect(read(simulator.baseUrl)).resolves.toMatchObject({ status: "failed" });
  });
});

describe("an answer that can't be the job", () => {
  it.each<[string, Fault, RegExp]>([
    [
      "truncated JSON",
      answer(200, '{"id":"ftjob-1","sta', json),
      /is not JSON \(200, application\/json, starts with "/,
    ],
    ["gzip that does not unpack", faults.brokenGzip, /can't be read: .+ \(Z_DATA_ERROR\) \(it was not used\)/],
    ["a gzip bomb", faults.gzipBomb(20 * mebibyte), /is larger than 1 MiB \(it was not used\)/],
    ["a body one byte too large", answer(200, " ".repeat(mebibyte + 1)), /is larger than 1 MiB/],
    ["nothing but nesting", answer(200, deepArray, json), /is not (JSON|a fine-tuning job)/],
    ["an empty 200", answer(200, ""), /is empty \(200, text\/plain\)/],
    ["another protocol", faults.notHttp, /can't be read: Parse Error: .+ \(HPE_INVALID_CONSTANT\)/],
    ["headers without end", faults.endlessHeaders, /can't be read: .+ \(HPE_HEADER_OVERFLOW\)/],
    ["another job", answer(200, succeededJob("ftjob-2")), /is for another job, "ftjob-2"/],
  ])("is named once, and not asked for again: %s", async (_name, fault, problem) => {
    simulator.fail(fault);

    const happened = whatHappened(await failedRead(simulator.baseUrl), UnexpectedResponseError);

    expect(happened).toContain(`the response from ${simulator.baseUrl} `);
    expect(happened).toMatch(problem);
    expect(simulator.count()).toBe(1);
  });

  it("is read no further than the first MiB, and what was under way", async () => {
    const sent = new Promise<number>((resolve) => {
      simulator.fail((request, response) => {
        const { socket } = request;
        socket.on("close", () => resolve(socket.bytesWritten));
        faults.endless(200 * mebibyte)(request, response);
      });
    });

    const happened = whatHappened(await failedRead(simulator.baseUrl), UnexpectedResponseError);

    expect(happened).toContain("is larger than 1 MiB");
    expect(await sent).toBeLessThan(16 * mebibyte);
  });
});

describe("answers that are fine, if unusual", () => {
  const job = succeededJob(jobId);
  const text = JSON.stringify(job);

  it.each<[string, Fault]>([
    ["early hints (103) before it", faults.earlyHints(answer(200, job))],
    ["a byte order mark", answer(200, `\ufeff${text}`, json)],
    ["gzip", faults.zipped(gzipSync(text))],
    ["exactly 1 MiB", answer(200, text + " ".repeat(mebibyte - text.length), json)],
    ["nesting in a key that nobody asked for", answer(200, text.replace(/}$/, `,"unknown":${deepObject}}`), json)],
    [
      "a grader that is nested too deeply",
      answer(200, text.replace(/}$/, `,"method":{"grader":${deepObject}}}`), json),
    ],
  ])("are read: %s", async (_name, fault) => {
    simulator.fail(fault);
    await expect(read(simulator.baseUrl)).resolves.toMatchObject({ fineTunedModel: job["fine_tuned_model"] });
    expect(simulator.count()).toBe(1);
  });
});

describe("an answer with an error", () => {
  it("can't send control characters to the terminal, nor a line of its own, nor the key back", async () => {
    simulator.fail(
      answer(502, `\u001b[2J\u001b]0;title\u0007first\r\nsecond\u2028third ${canary} ${"x".repeat(5000)}`),
    );
    const happened = whatHappened(await failedRead(simulator.baseUrl), ServerError);
    expect(happened).toMatch(/\(502 \[2J \]0;title first second third \[secret\] x+…; tried 3 times\)\./);
  });

  it.each<[string, Record<string, string>, string]>([
    ["61 s", { "retry-after": "61" }, "1m 1s"],
    ["a date in another century", { "retry-after": "Fri, 01 Jan 2126 00:00:00 GMT" }, "365d"],
  ])("that asks to stay away for %s is not slept for: it says when to come back", async (_name, headers, after) => {
    for (const [status, expected] of [[429, RateLimitError] as const, [503, ServerError] as const]) {
      simulator.fail(answer(status, errorShapes.gateway("not now"), headers), 1);
      const clock = new FakeClock();
      const happened = whatHappened(await failedRead(simulator.baseUrl, { clock }), expected);
      expect(happened).toContain(`(${status} not now). Run again in ${after}: the server asked to wait that long.`);
      expect(clock.sleeps).toEqual([]);
    }
  });
});

const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((address) => address?.address === "::1");
if (!hasIpv6) {
  process.stderr.write("The test of IPv6 is skipped: this host has no ::1.\n");
}

(hasIpv6 ? describe : describe.skip)("IPv6", () => {
  it("reaches a server at [::1] without allowInsecureHttp, and names it when it is gone", async () => {
    const server = createServer(answer(200, succeededJob(jobId)));
    await new Promise<void>((resolve) => server.listen(0, "::1", resolve));
    const baseUrl = `http://[::1]:${(server.address() as AddressInfo).port}/v1`;

    await expect(read(baseUrl)).resolves.toMatchObject({ status: "succeeded" });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));

    const happened = whatHappened(await failedRead(baseUrl), ConnectionError);
    expect(happened).toContain(`no response from ${new URL(baseUrl).host}: connect ECONNREFUSED ::1`);
  });
});
