import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../../../provider/command/command";
import { exitCodes } from "../../../provider/command/exitCodes";
import { optionNames } from "../../../provider/command/options";
import type { Shell } from "../../../provider/command/shell";
import {
  answer,
  failedJob,
  PortkeySimulator,
  reset,
  runningJob,
  succeededJob,
  type Fault,
  type JobState,
} from "../../../sdk/testing";

const apiKey = "canary-of-the-command";
let portkey: PortkeySimulator;
let folder: string;

beforeEach(async () => {
  portkey = await PortkeySimulator.start({ apiKeys: [apiKey] });
  portkey.goBy(portkey.simulatedClock);
  folder = mkdtempSync(join(tmpdir(), "portkey-command-"));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await portkey.close();
});

function environment(): Readonly<Record<string, string>> {
  return { PORTKEY_API_KEY: apiKey, PORTKEY_BASE_URL: portkey.baseUrl };
}

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command as a pipeline does, in a log; hours pass at once. */
async function run(commandLine: string, shell: Partial<Shell> = {}): Promise<Ran> {
  let stdout = "";
  let stderr = "";
  const code = await runCommand(
    commandLine.split(" ").filter((word) => word !== ""),
    {
      executable: "pulumi-portkey",
      version: "1.2.3",
      environment: environment(),
      terminalColumns: () => undefined,
      print: (text) => (stdout += text),
      printError: (text) => (stderr += text),
      signal: new AbortController().signal,
      clock: portkey.simulatedClock,
      ...shell,
    },
  );
  expect(stdout + stderr).not.toContain(apiKey);
  return { code, stdout, stderr };
}

const twoHours = { status: "running", forSeconds: 7_200 };

describe("wait", () => {
  it("prints the model's name and nothing else on stdout, and few lines of progress on stderr", async () => {
    portkey.script("ftjob-1", twoHours, succeededJob("ftjob-1", "accounts/acme/models/bot"));
    const { code, stdout, stderr } = await run("wait ftjob-1");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "accounts/acme/models/bot\n" });
    const lines = stderr.trimEnd().split("\n");
    expect(lines[0]).toBe("running");
    expect(lines.at(-1)).toMatch(/^succeeded after 2h/);
    expect(lines.length).toBeLessThan(25);
  });

  it("renews one line in a terminal, as wide as that", async () => {
    portkey.script("ftjob-1", twoHours, succeededJob("ftjob-1", "bot")).event("ftjob-1", "x".repeat(200));
    const { stderr } = await run("wait ftjob-1", { terminalColumns: () => 40 });
    expect(stderr.split("\n")).toHaveLength(2);
    const lines = stderr.trimEnd().split("\r\u001b[K");
    expect(lines.length).toBeGreaterThan(100);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(40);
  });

  it("prints the job with --json", async () => {
    portkey.script("ftjob-1", succeededJob("ftjob-1", "bot"));
    const { stdout } = await run("wait ftjob-1 --json");
    expect(JSON.parse(stdout)).toMatchObject({ jobId: "ftjob-1", status: "succeeded", fineTunedModel: "bot" });
  });

  it("waits for the newest job that fits and may have a model one day, whatever its provider calls that", async () => {
    portkey
      .script("old", succeededJob("old", "ft:m:acme:bot:1"))
      .script(
        "new",
        { ...runningJob("new", { status: "paused", user_provided_suffix: "bot" }), forSeconds: 60 },
        succeededJob("new", "ft:m:acme:bot:2"),
      )
      .script("other", succeededJob("other", "ft:m:acme:other:1"))
      .script("lost", { ...failedJob("lost"), user_provided_suffix: "bot" });
    const { stdout, stderr } = await run("wait --latest --suffix bot");
    expect(stdout).toBe("ft:m:acme:bot:2\n");
    expect(stderr).toMatch(/^The newest matching job is new\.\n/);
    await expect(run("wait --latest --suffix bot --quiet")).resolves.toMatchObject({ stderr: "" });
    await expect(run("wait --latest --suffix bot --status failed")).resolves.toMatchObject({ code: 1, stdout: "" });
  });

  it.each([
    ["wait --latest --suffix none", 'with suffix "none" and with a model or still training was found at'],
    ["wait --latest", "URL: the list has 1 job, none with a model or still training."],
  ])("says of %s that no job fits, with the code of a job that is lost", async (commandLine, message) => {
    portkey.script("lost", failedJob("lost"));
    const { code, stdout, stderr } = await run(commandLine);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(message.replace("URL", portkey.baseUrl));
  });

  it.each<[what: string, states: readonly JobState[], ran: Partial<Ran>]>([
    ["has failed", [failedJob("ftjob-1")], { code: 1, stdout: "" }],
    ["was cancelled", [{ status: "cancelled" }], { code: 1, stdout: "" }],
    ["is still training when the time is up", [{ status: "running" }], { code: 75, stdout: "" }],
    ["has succeeded without a model's name", [{ status: "succeeded" }], { code: 75, stdout: "" }],
  ])("says by its exit code that the job %s, and prints no model", async (_what, states, ran) => {
    portkey.script("ftjob-1", ...states);
    const { stderr, ...others } = await run("wait ftjob-1 --timeout 1h");
    expect(others).toEqual(ran);
    expect(stderr.trimEnd().split("\n").at(-1)).toContain('Fine-tuning job "ftjob-1"');
  });

  it.each<[code: number, what: string, fault: Fault]>([
    [77, "refuses the key", answer(401)],
    [77, "has no such job", answer(404)],
    [69, "is broken", answer(501)],
    [69, "does not answer", reset],
  ])("exits with %i where the server %s", async (code, _what, fault) => {
    portkey.script("ftjob-1", {}).fail(fault);
    await expect(run("wait ftjob-1 --quiet")).resolves.toMatchObject({ code, stdout: "" });
  });

  it("waits for any end with --for finished", async () => {
    portkey.script("ftjob-1", twoHours, failedJob("ftjob-1"));
    await expect(run("wait ftjob-1 --for finished --quiet")).resolves.toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("exits with 130 when it is interrupted, and says that the job is not", async () => {
    portkey.script("ftjob-1", runningJob("ftjob-1"));
    const interruption = new AbortController();
    let stderr = "";
    const printError = (text: string): void => {
      stderr += text;
      interruption.abort();
    };
    const ran = await run("wait ftjob-1", { signal: interruption.signal, printError });
    expect(ran).toMatchObject({ code: 130, stdout: "" });
    expect(stderr).toContain("Interrupted. Jobs are not affected");
  });

  it.each<[what: string, states: JobState[], outputs: string]>([
    ["has succeeded", [succeededJob("ftjob-1", "bot")], "fine-tuned-model=bot\njob-id=ftjob-1\nstatus=succeeded\n"],
    ["has failed", [failedJob("ftjob-1")], "fine-tuned-model=\njob-id=ftjob-1\nstatus=failed\n"],
    ["fails meanwhile", [twoHours, failedJob("ftjob-1")], "fine-tuned-model=\njob-id=ftjob-1\nstatus=failed\n"],
  ])("tells GitHub Actions of a job that %s the model, the id and the status", async (_what, states, outputs) => {
    portkey.script("ftjob-1", ...states);
    const file = join(folder, "output");
    await run("wait ftjob-1 --timeout 3h", { environment: { ...environment(), GITHUB_OUTPUT: file } });
    expect(readFileSync(file, "utf8")).toBe(outputs);
  });

  it("says that an error is its own, which must not look like a job that failed", async () => {
    portkey.script("ftjob-1", succeededJob("ftjob-1", "bot"));
    const print = (): never => {
      throw new TypeError("unforeseen");
    };
    await expect(run("wait ftjob-1", { print })).resolves.toMatchObject({
      code: 70,
      stderr: expect.stringContaining("An unexpected error occurred in pulumi-portkey (TypeError)"),
    });
  });

  it("says that GitHub's file can't be written, and reports a failed job anyway", async () => {
    const shell = { environment: { ...environment(), GITHUB_OUTPUT: join(folder, "no", "file") } };
    portkey.script("ftjob-1", succeededJob("ftjob-1", "bot"));
    const stderr = "GITHUB_OUTPUT: can't write to this file (ENOENT).\n";
    await expect(run("wait ftjob-1", shell)).resolves.toEqual({ code: 2, stdout: "bot\n", stderr });
    portkey.script("ftjob-1", failedJob("ftjob-1"));
    const lost = { code: 1, stderr: expect.stringContaining("failed: The quota for training is spent") };
    await expect(run("wait ftjob-1", shell)).resolves.toMatchObject(lost);
  });

  it("exits with 75 for a job that was still training when no answer came any more", async () => {
    let reads = 0;
    portkey.fail((request, response) => {
      reads += 1;
      answer(reads === 1 ? 200 : 503, runningJob("ftjob-1"))(request, response);
    });
    await expect(run("wait ftjob-1 --timeout 1m")).resolves.toMatchObject({
      code: 75,
      stderr: expect.stringContaining('"ftjob-1" is still running, according to the last valid response.'),
    });
  });
});

it("masks credentials in what is printed of a job, and takes no word behind -- for an option", async () => {
  portkey.script("-h", { ...failedJob("-h"), error: { message: `the key ${apiKey} has no quota` } });
  const { stdout } = await run("status -- -h");
  expect(stdout).toContain("the key [secret] has no quota");
  const waited = await run("wait --for finished -- -h");
  expect(waited).toMatchObject({
    code: 0,
    stdout: "",
    stderr: expect.stringContaining("The job ended with status failed."),
  });
});

describe("status", () => {
  it("prints a job as a table, or as JSON, whatever its status", async () => {
    portkey.script("ftjob-1", failedJob("ftjob-1"));
    const { code, stdout } = await run("status ftjob-1");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}jobId +ftjob-1$/m);
    expect(stdout).toMatch(/^ {2}status +failed$/m);
    expect(stdout).toMatch(/^ {2}createdAt +2024-07-23T20:00:00Z$/m);
    expect(JSON.parse((await run("status ftjob-1 --json")).stdout)).toMatchObject({ status: "failed" });
  });

  it("prints text from elsewhere so that no log runs it as a command, and keeps it in JSON", async () => {
    const metadata = { team: "##vso[task.setvariable]x \u009b2J\u202e" };
    portkey.script("ftjob-1", runningJob("ftjob-1", { metadata }));
    const { stdout: table } = await run("status ftjob-1");
    const { stdout: json } = await run("status ftjob-1 --json");
    expect(table + json).not.toMatch(/##vso|[\u0080-\u009f\u202e]/);
    expect(JSON.parse(json)).toMatchObject({ metadata });
  });
});

describe("list", () => {
  it("prints the newest jobs that fit, one a line", async () => {
    portkey
      .script("a", runningJob("a", { metadata: { team: "x" }, created_at: 1_700_000_000 }))
      .script("b", { ...succeededJob("b", "bot"), created_at: 1_710_000_000 });
    const { stdout } = await run("list");
    expect(stdout.split("\n").map((line) => line.split(/ +/)[1])).toEqual(["jobId", "b", "a", undefined]);
    expect(JSON.parse((await run("list --metadata team=x --json")).stdout)).toMatchObject([{ jobId: "a" }]);
    expect(JSON.parse((await run("list --status succeeded --limit 5 --json")).stdout)).toMatchObject([{ jobId: "b" }]);
    expect(JSON.parse((await run("list --created-after 2024-01-01 --json")).stdout)).toMatchObject([{ jobId: "b" }]);
    await expect(run("list --suffix none")).resolves.toEqual({ code: 0, stdout: "", stderr: "No matching jobs.\n" });
  });
});

describe("what is typed wrong", () => {
  it.each([
    ["wait", "JOB_ID: wait needs a job id, such as ftjob-AF1WoRqd3aJAHsqc9NY7iL8F, or --latest."],
    ["wait ftjob-1 --suffix bot", "--suffix: use it with --latest, instead of a job id."],
    ["wait --latest --suffix --json", "--suffix: it needs a value, such as --suffix=support-bot."],
    ["list ftjob-1", "ftjob-1: list takes no job id; use `status JOB_ID` to print one job."],
    ["list --status runing", '--status: unknown status "runing"; did you mean running?'],
    ["wait a b", "b: wait takes one job id"],
    ["wait ftjob-1 --latest", "ftjob-1: --latest finds the job"],
    ["wait ftjob-1 --for ever", '--for: it must be "succeeded" or "finished", not "ever".'],
    ["wait ftjob-1 --timout 1h", "--timout: unknown option; did you mean --timeout?"],
    ["wait ftjob-1 --quiet=yes", "--quiet: it takes no value."],
    ["wait ftjob-1 -q", "-q: unknown option"],
    ["list --metadata team", "--metadata: it must have the form KEY=VALUE."],
    ["status ftjob-1 --timeout 5h", "--timeout: unknown option"],
    [
      "list --created-after 2026-02-01 --created-before 2026-01-01",
      "--created-before: it must be later than --created-after.",
    ],
    ["status ftjob-1 --base-url http://gateway.example/v1", "use https, or set --allow-insecure-http."],
    ["wiat ftjob-1", "wiat: unknown command; did you mean wait?"],
  ])("%s is one line that says what to type, exit code 2, and no request", async (commandLine, message) => {
    const { code, stdout, stderr } = await run(commandLine);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(portkey.requests).toEqual([]);
  });

  it("is the executable alone: its help is no result", async () => {
    const { code, stdout, stderr } = await run("");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("Usage: pulumi-portkey COMMAND");
  });

  it("says what is missing where there are no credentials", async () => {
    await expect(run("wait ftjob-1", { environment: {} })).resolves.toMatchObject({
      code: 2,
      stderr:
        "No Portkey credentials found. Set the environment variable PORTKEY_API_KEY: the command does not read the stack config. " +
        "For a self-hosted gateway, set PORTKEY_AUTHORIZATION and PORTKEY_PROVIDER.\n",
    });
  });
});

describe("help", () => {
  it("names every command, option and exit code", async () => {
    const general = await run("--help");
    expect(general.stdout).toMatch(/wait .*\n.*status .*\n.*list /);
    const pages = await Promise.all(["wait", "status", "list"].map((name) => run(`${name} --help`)));
    const text = pages.map(({ stdout }) => stdout).join("");
    optionNames.forEach((name) => expect(text).toContain(`--${name}`));
    Object.values(exitCodes).forEach(({ code }) => expect(text).toMatch(new RegExp(`^ +${code} `, "m")));
    expect(Math.max(...text.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(120);
    await expect(run("help wait")).resolves.toEqual(pages[0]);
    await expect(run("--help wait")).resolves.toEqual(pages[0]);
    expect(text).not.toMatch(/secret|SKIP_WAIT|CHECK_MODEL/);
    expect(text).toContain("PORTKEY_AUTHORIZATION");
    for (const commandLine of ["--version", "wait --version"]) {
      await expect(run(commandLine)).resolves.toEqual({ code: 0, stdout: "1.2.3\n", stderr: "" });
    }
  });
});
