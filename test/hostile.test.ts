import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { InvalidArgumentError } from "../provider";
import { canary, read } from "./support/failedRead";
import { answer } from "./support/faults";
import { succeededJob } from "./support/jobs";

/** What arrived at a server, as it came over the wire. */
interface Arrival {
  readonly method: string;
  readonly path: string;
  /** Names in lower case, values as they came, in the order of the names. */
  readonly headers: ReadonlyArray<readonly [string, string]>;
}

const usualHeaders = ["accept", "accept-encoding", "connection", "host", "user-agent", "x-portkey-api-key"];

let server: Server;
let arrivals: Arrival[];

beforeEach(async () => {
  arrivals = [];
  server = createServer((request, response) => {
    arrivals.push(arrivalOf(request));
    const [, encoded = ""] = /\/jobs\/([^/?]*)/.exec(request.url ?? "") ?? [];
    answer(200, succeededJob(decodeURIComponent(encoded)))(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function arrivalOf({ method = "", url = "", rawHeaders }: IncomingMessage): Arrival {
  const headers = rawHeaders.flatMap((name, index): Array<readonly [string, string]> =>
    index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1] ?? ""]] : [],
  );
  return { method, path: url, headers: headers.toSorted(([a], [b]) => a.localeCompare(b)) };
}

function origin(): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function onlyArrival(): Arrival {
  const [arrival, ...more] = arrivals;
  expect(more).toEqual([]);
  if (arrival === undefined) {
    throw new Error("nothing arrived");
  }
  return arrival;
}

/** Expects that a read is refused before any request, in one line that names the argument, and returns the error. */
async function refusalOf(reading: Promise<unknown>): Promise<InvalidArgumentError> {
  const error: unknown = await reading.catch((thrown: unknown) => thrown);
  if (!(error instanceof InvalidArgumentError)) {
    throw new Error(`expected an InvalidArgumentError and got ${JSON.stringify(error)}`);
  }
  expect(error.message.startsWith(`${error.argument}: `)).toBe(true);
  expect(error.message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
  expect(arrivals).toEqual([]);
  return error;
}

describe("a job's id stays one segment of the path", () => {
  it.each([
    ["a query", "ftjob-1?admin=true", "ftjob-1%3Fadmin%3Dtrue"],
    ["another path, encoded", "..%2f..%2fadmin", "..%2F..%2Fadmin"],
    ["another host, with backslashes", "\\\\evil.example\\jobs", "%5C%5Cevil.example%5Cjobs"],
  ])("whatever it holds: %s", async (_name, jobId, segment) => {
    await expect(read(`${origin()}/v1`, { jobId })).resolves.toMatchObject({ status: "succeeded", jobId });

    const { method, path, headers } = onlyArrival();
    expect(method).toBe("GET");
    expect(path).toBe(`/v1/fine_tuning/jobs/${segment}`);
    expect(headers.map(([name]) => name)).toEqual(usualHeaders);
    expect(new Map(headers).get("host")).toBe(new URL(origin()).host);
    expect(new Map(headers).get("x-portkey-api-key")).toBe(canary);
  });

  it.each([
    ["a line break, encoded", "ftjob-1%0d%0ax-evil:%201"],
    ["a blank and what follows in a request line", "ftjob-1 HTTP/1.1"],
    ["a whole URL", "https://evil.example/x"],
  ])("or is refused before any request: %s", async (_name, jobId) => {
    const { argument } = await refusalOf(read(`${origin()}/v1`, { jobId }));
    expect(argument).toBe("jobId");
  });
});

describe("a setting that goes into a header stays one header", () => {
  const hostile = "abc\r\nx-evil: 1";
  it.each(["apiKey", "config"] as const)("or is refused before any request: %s", async (name) => {
    const { argument, message } = await refusalOf(read(`${origin()}/v1`, { connection: { [name]: hostile } }));
    expect(argument).toBe(`connection.${name}`);
    expect(message).not.toContain("abc");
  });
});

describe("an extra header", () => {
  const withHeaders = (headers: Readonly<Record<string, string>>): Promise<unknown> =>
    read(`${origin()}/v1`, { connection: { headers } });

  it.each([
    ["whose name has a line break", "x-extra\r\nx-evil", "1"],
    ["whose value has a line break", "x-extra", "1\r\nx-evil: 1"],
  ])("is refused before any request, and not repeated: %s", async (_what, name, value) => {
    const { argument, message } = await refusalOf(withHeaders({ [name]: value }));
    expect(argument).toMatch(/^connection\.headers\.[!-~]+$/);
    expect(message).not.toContain("x-evil: 1");
  });

  it("can't change a prototype, nor arrive under such a name", async () => {
    await Promise.allSettled([withHeaders(JSON.parse('{"__proto__":"1"}'))]);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
    expect(arrivals.flatMap((arrival) => arrival.headers.map(([name]) => name))).not.toContain("__proto__");
  });
});

describe("a base URL", () => {
  it.each(["http://user:password-1@127.0.0.1:PORT/v1", "http://127.0.0.1.evil.example/v1"])(
    "is refused before any request, and not repeated: %s",
    async (template) => {
      const error = await refusalOf(read(template.replace("PORT", new URL(origin()).port)));
      expect(error.argument).toBe("PORTKEY_BASE_URL");
      expect(error.message).not.toContain("password-1");
    },
  );

  it.each([
    ["/v1///", "/v1"],
    ["/v\r\n1", "/v1"],
    ["//evil.example/v1", "//evil.example/v1"],
  ])("reaches its own host and path: %j", async (path, arrived) => {
    await read(`${origin()}${path}`);
    const arrival = onlyArrival();
    expect(arrival.path).toBe(`${arrived}/fine_tuning/jobs/ftjob-1`);
    expect(new Map(arrival.headers).get("host")).toBe(new URL(origin()).host);
  });
});
