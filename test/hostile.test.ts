import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { InvalidArgumentError } from "../provider";
import { FineTuningJobProvider } from "../provider/dynamic/fineTuningJobProvider";
import { parseJobId } from "../provider/jobs/jobId";
import { JobsClient } from "../provider/jobs/jobsClient";
import { Waiter } from "../provider/waiting/waiter";
import { canary, read } from "./support/failedRead";
import { FakeClock } from "./support/fakeClock";
import { answer } from "./support/faults";
import { runningJob, succeededJob, type WireJob } from "./support/jobs";

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
let jobNamed: (id: string) => WireJob;

beforeEach(async () => {
  arrivals = [];
  jobNamed = succeededJob;
  server = createServer((request, response) => {
    arrivals.push(arrivalOf(request));
    const [, encoded = ""] = /\/jobs\/([^/?]*)/.exec(request.url ?? "") ?? [];
    answer(200, jobNamed(decodeURIComponent(encoded)))(request, response);
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
    ["a fragment", "ftjob-1#fragment", "ftjob-1%23fragment"],
    ["another path", "../../admin", "..%2F..%2Fadmin"],
    ["another path, encoded", "..%2f..%2fadmin", "..%2F..%2Fadmin"],
    ["another path, encoded dots", "%2e%2e/admin", "..%2Fadmin"],
    ["dots encoded twice", "%252e%252e", "%252e%252e"],
    ["a slash encoded twice", "a%252fb", "a%252fb"],
    ["another host", "//evil.example/jobs", "%2F%2Fevil.example%2Fjobs"],
    ["another host, with backslashes", "\\\\evil.example\\jobs", "%5C%5Cevil.example%5Cjobs"],
    ["a whole URL", "https://evil.example/x", "https%3A%2F%2Fevil.example%2Fx"],
    ["a user and a host", "@evil.example", "%40evil.example"],
    ["a user, a password and a host", "user:password@evil.example", "user%3Apassword%40evil.example"],
    ["path parameters", "ftjob-1;version=2", "ftjob-1%3Bversion%3D2"],
    ["a plus", "a+b", "a%2Bb"],
    ["an ampersand", "a&b=c", "a%26b%3Dc"],
    ["a percent sign", "100%25", "100%25"],
    ["quotes", "\"'x", "%22'x"],
    ["three dots", "...", "..."],
    ["a full-width slash", "a／b", "a%EF%BC%8Fb"],
    ["a full-width dot", "．．", "%EF%BC%8E%EF%BC%8E"],
    ["a zero-width space", "a\u200bb", "a%E2%80%8Bb"],
    ["a name with umlauts", "jöb", "j%C3%B6b"],
    ["a picture", "job-🚀", "job-%F0%9F%9A%80"],
    [
      "an ARN",
      "arn:aws:bedrock:us-east-1:123456789012:model-customization-job/a.b/c1",
      "arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Amodel-customization-job%2Fa.b%2Fc1",
    ],
    ["__proto__", "__proto__", "__proto__"],
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
    ["nothing", ""],
    ["blanks", "  \t "],
    ["an encoded blank", "%20"],
    ["one dot", "."],
    ["two dots", ".."],
    ["two dots, encoded", "%2e%2e"],
    ["a dot and an encoded dot", ".%2E"],
    ["two dots between blanks", " .. "],
    ["a line break", "ftjob-1\r\nx-evil: 1"],
    ["a line break, encoded", "ftjob-1%0d%0ax-evil:%201"],
    ["a line feed, encoded", "ftjob-1%0A"],
    ["a null", "ftjob-1\u0000"],
    ["a null, encoded", "ftjob-1%00.json"],
    ["an escape", "ftjob-1\u001b[2J"],
    ["a delete", "ftjob-1\u007f"],
    ["a control character of the second block", "ftjob-1\u0085x"],
    ["a line separator", "ftjob-1\u2028x-evil: 1"],
    ["a paragraph separator, encoded", "ftjob-1%E2%80%A9x"],
    ["angles", "\"'<script>"],
    ["a blank and what follows in a request line", "ftjob-1 HTTP/1.1"],
    ["a dot and an encoded blank", ".%20"],
    ["broken percent-encoding", "100%"],
    ["percent-encoding of no text", "%ff%fe"],
    ["half a character", "job-\ud83d"],
    ["3000 characters", "a".repeat(3000)],
  ])("or is refused before any request: %s", async (_name, jobId) => {
    const { argument } = await refusalOf(read(`${origin()}/v1`, { jobId }));
    expect(argument).toBe("jobId");
  });

  it("in the request for its events too", async () => {
    const jobId = "../x?limit=9#y";
    jobNamed = runningJob;
    const client = new JobsClient(new FakeClock());
    const clock = new FakeClock();
    clock.sleep = async (milliseconds) => {
      // Events are asked for between two reads, and given up when the wait ends.
      await new Promise((resolve) => setTimeout(resolve, 200));
      clock.pass(milliseconds);
    };
    await new Waiter(client, clock).wait({
      jobId: parseJobId(jobId),
      timeoutMs: 5_000,
      pollIntervalMs: undefined,
      sources: { connection: { apiKey: canary, baseUrl: `${origin()}/v1` }, config: () => undefined, environment: {} },
      onProgress: () => undefined,
    });
    const segment = "..%2Fx%3Flimit%3D9%23y";
    expect(new Set(arrivals.map(({ path }) => path))).toEqual(
      new Set([`/v1/fine_tuning/jobs/${segment}`, `/v1/fine_tuning/jobs/${segment}/events?limit=1`]),
    );
  });
});

describe("a setting that goes into a header stays one header", () => {
  const names = ["apiKey", "virtualKey", "provider", "config", "authorization"] as const;
  const values = [
    ["a line break and a header", "abc\r\nx-evil: 1"],
    ["a line feed", "abc\nx-evil: 1"],
    ["a carriage return", "abc\rx-evil: 1"],
    ["the end of the headers", "abc\r\n\r\nGET /admin HTTP/1.1"],
    ["a null", "abc\u0000def"],
    ["a delete", "abc\u007fdef"],
    ["a line separator", "abc\u2028x-evil: 1"],
    ["a character whose lower byte is a line feed", "abc\u010ax-evil: 1"],
    ["a character that no header carries", "abc日本"],
  ] as const;
  const environmentNames: Readonly<Record<(typeof names)[number], string>> = {
    apiKey: "PORTKEY_API_KEY",
    virtualKey: "PORTKEY_VIRTUAL_KEY",
    provider: "PORTKEY_PROVIDER",
    config: "PORTKEY_CONFIG",
    authorization: "PORTKEY_AUTHORIZATION",
  };

  describe.each(names)("or is refused before any request: %s", (name) => {
    it.each(values)("with %s, in the connection", async (_name, value) => {
      const error = await refusalOf(read(`${origin()}/v1`, { connection: { [name]: value } }));
      expect(error.argument).toBe(`connection.${name}`);
      expect(error.message).not.toContain("abc");
    });

    it.each(values)("with %s, in the stack's config", async (_name, value) => {
      const provider = new FineTuningJobProvider(new JobsClient(new FakeClock()), { PORTKEY_API_KEY: canary });
      const config = new Map([
        [`portkey:${name}`, value],
        ["portkey:baseUrl", `${origin()}/v1`],
      ]);
      await provider.configure({ config: { get: (key) => config.get(key), require: (key) => config.get(key) ?? "" } });
      const { argument } = await refusalOf(provider.read("ftjob-1"));
      expect(argument).toBe(`portkey:${name}`);
    });

    it.each(values)("with %s, in the environment", async (_name, value) => {
      const provider = new FineTuningJobProvider(new JobsClient(new FakeClock()), {
        PORTKEY_API_KEY: canary,
        PORTKEY_BASE_URL: `${origin()}/v1`,
        [environmentNames[name]]: value,
      });
      const { argument } = await refusalOf(provider.read("ftjob-1"));
      expect(argument).toBe(environmentNames[name]);
    });
  });

  it("and loses the blanks and line breaks around it", async () => {
    await read(`${origin()}/v1`, { connection: { apiKey: " \tkey-from-a-file\r\n" } });
    expect(new Map(onlyArrival().headers).get("x-portkey-api-key")).toBe("key-from-a-file");
  });

  it.each([
    ["a colon", "a: b", "a: b"],
    ["commas", "a, b", "a, b"],
    ["quotes", '{"a":"b"}', '{"a":"b"}'],
    ["something like another header", "x; x-evil: 1", "x; x-evil: 1"],
    ["a tab", "a\tb", "a\tb"],
  ])("and arrives as it is, with %s", async (_name, value, arrived) => {
    await read(`${origin()}/v1`, { connection: { config: value } });
    const { headers } = onlyArrival();
    expect(headers.map(([name]) => name)).toEqual([...usualHeaders, "x-portkey-config"]);
    expect(new Map(headers).get("x-portkey-config")).toBe(arrived);
  });
});

function withHeaders(headers: Readonly<Record<string, string>>): Promise<unknown> {
  return read(`${origin()}/v1`, { connection: { headers } });
}

describe("an extra header", () => {
  it.each([
    ["a line break", "x-extra\r\nx-evil"],
    ["a value of its own", "x-extra: 1"],
    ["a blank", "x extra"],
    ["a blank at its end", "host "],
    ["a null", "x-extra\u0000"],
    ["nothing", ""],
    ["a pseudo-header", ":authority"],
    ["letters of another alphabet", "ｈost"],
  ])("is refused whose name has %s", async (_name, name) => {
    const error = await withHeaders({ [name]: "1" }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidArgumentError);
    expect(String(error instanceof Error && error.message)).toMatch(/^connection\.headers\.\S*: a header of this name/);
    expect(arrivals).toEqual([]);
  });

  it.each([
    "Host",
    "connection",
    "Content-Length",
    "transfer-encoding",
    "TE",
    "Trailer",
    "Upgrade",
    "Expect",
    "Keep-Alive",
    "accept-encoding",
    "Proxy-Authorization",
    "proxy-connection",
    "X-Portkey-Api-Key",
    "X-PORTKEY-VIRTUAL-KEY",
    "x-portkey-provider",
    "x-portkey-config",
    "Authorization",
  ])("is refused that would change how the request goes, or that a setting has: %s", async (name) => {
    const { argument } = await refusalOf(withHeaders({ [name]: "1" }));
    expect(argument).toBe(`connection.headers.${name.toLowerCase()}`);
  });

  it("can't change a prototype, nor arrive under such a name", async () => {
    const headers: Record<string, string> = JSON.parse('{"__proto__":"1"}');
    await Promise.allSettled([withHeaders(headers)]);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
    expect(arrivals.flatMap((arrival) => arrival.headers.map(([name]) => name))).not.toContain("__proto__");
  });

  it.each(["1\r\nx-evil: 1", "1\nx-evil: 1", "1\u0000", "1\u20281", "1\u010a"])(
    "is refused whose value no header can carry: %j",
    async (value) => {
      const error = await refusalOf(withHeaders({ "x-extra": value }));
      expect(error.argument).toBe("connection.headers.x-extra");
      expect(error.message).not.toContain("x-evil");
    },
  );

  it("arrives once, beside the others", async () => {
    await withHeaders({ "X-Portkey-Metadata": '{"team":"x"}', "x-portkey-trace-id": "trace" });
    const { headers } = onlyArrival();
    expect(headers.map(([name]) => name)).toEqual([...usualHeaders, "x-portkey-metadata", "x-portkey-trace-id"]);
  });
});

describe("a base URL", () => {
  it.each([
    ["with a user", "http://user@127.0.0.1:PORT/v1"],
    ["with a user and a password", "http://user:password-1@127.0.0.1:PORT/v1"],
    ["with another host before the at sign", "http://127.0.0.1:PORT@evil.example/v1"],
    ["with a query", "http://127.0.0.1:PORT/v1?x=1"],
    ["with a fragment", "http://127.0.0.1:PORT/v1#x"],
    ["that only begins like this machine", "http://127.0.0.1.evil.example/v1"],
    ["that only ends like this machine", "http://evil.example/localhost"],
    ["whose host only looks local", "http://localhost.evil.example/v1"],
    ["in clear to another machine", "http://portkey.example/v1"],
    ["in clear to all addresses", "http://0.0.0.0:PORT/v1"],
    ["of a file", "file:///etc/passwd"],
    ["of a script", "javascript:alert(1)"],
    ["of data", "data:application/json,{}"],
    ["of a socket", "unix:///var/run/docker.sock"],
    ["that is none", "portkey"],
    ["without a host", "https://"],
  ])("is refused before any request, and not repeated: %s", async (_name, template) => {
    const { port } = server.address() as AddressInfo;
    const error = await refusalOf(read(template.replace("PORT", String(port))));
    expect(error.argument).toBe("PORTKEY_BASE_URL");
    expect(error.message).not.toContain("password-1");
    expect(error.message).not.toContain("passwd");
  });

  it.each([
    ["one slash at its end", "/v1/", "/v1"],
    ["many slashes at its end", "/v1///", "/v1"],
    ["no path", "", ""],
    ["dots", "/a/../v1/.", "/v1"],
    ["backslashes", "\\v1", "/v1"],
    ["a line break, which URLs lose", "/v\r\n1", "/v1"],
    ["a blank", "/v 1", "/v%201"],
    ["a double slash", "//evil.example/v1", "//evil.example/v1"],
  ])("reaches its own host and path with %s", async (_name, path, arrived) => {
    await read(`${origin()}${path}`);
    const arrival = onlyArrival();
    expect(arrival.path).toBe(`${arrived}/fine_tuning/jobs/ftjob-1`);
    expect(new Map(arrival.headers).get("host")).toBe(new URL(origin()).host);
  });
});
