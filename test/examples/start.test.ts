import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { PortkeySimulator, runningJob } from "../../sdk/testing";
import { describeOnEngine } from "../support/engine";

const repository = resolve(__dirname, "../..");
const model = "accounts/acme/models/support-bot-1";
const failure = `Fine-tuning job "ftjob-qtXBUd7kzTN2aFVhrJgnZw5e" failed: The quota for training is spent.`;

/** Runs what `npm start` runs after the build, without a terminal. */
function start(environment: Readonly<Record<string, string>>): Promise<{ code: number; printed: string }> {
  const withoutSettings = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith("PORTKEY_")),
  );
  return new Promise((done) => {
    execFile(
      process.execPath,
      ["--import", "tsx", "examples/start.ts"],
      { cwd: repository, env: { ...withoutSettings, FINE_TUNING_JOB_ID: "", ...environment } },
      (error, stdout, stderr) => done({ code: Number(error?.code ?? 0), printed: stdout + stderr }),
    );
  });
}

/** Returns the part of what was printed that stands between the line with one text and the line with another. */
function between(printed: string, from: string, to: string): string {
  return printed.slice(printed.indexOf(from), printed.indexOf(to));
}

describe("npm start without a CLI", () => {
  let home: string;
  let environment: Readonly<Record<string, string>>;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "portkey-start-"));
    environment = { PATH: dirname(process.execPath), PULUMI_HOME: home };
  });

  afterEach(() => rmSync(home, { recursive: true }));

  it("tells of a preview, an up that waits and a job that fails", async () => {
    const { code, printed } = await start(environment);
    expect(code).toBe(0);
    const preview = between(printed, "1. A preview.", "2. An up.");
    expect(preview).toContain("running, about 8m left; the update will wait up to 6h for it");
    expect(preview).toContain("model: unknown");
    const up = between(printed, "2. An up.", "3. A job that fails.");
    expect(up).toMatch(/running, \d+s left, waited \d+s, Step \d+\/1200: training loss=/);
    expect(up).toContain(`model: "${model}"`);
    expect(printed.slice(printed.indexOf("3. A job that fails."))).toContain(`error: ${failure}`);
  });

  it("only reads a real job, and does not wait for it", async () => {
    const portkey = await PortkeySimulator.start({ apiKeys: ["a-key"] });
    portkey.script("ftjob-real", runningJob("ftjob-real"));
    const { code, printed } = await start({
      ...environment,
      PORTKEY_API_KEY: "a-key",
      PORTKEY_BASE_URL: portkey.baseUrl,
      FINE_TUNING_JOB_ID: "ftjob-real",
    });
    await portkey.close();
    expect(code).toBe(0);
    expect(printed).toContain('status: "running"');
    expect(printed).not.toContain("a-key");
    expect(portkey.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /v1/fine_tuning/jobs/ftjob-real",
    ]);
  });
});

describeOnEngine("npm start with a CLI", () => {
  it("tells the whole story and leaves nothing behind", async () => {
    const { code, printed } = await start({});
    expect(printed).toContain("6. A destroy.");
    expect(code).toBe(0);
    expect(between(printed, "1. A preview.", "2. An up.")).toMatch(/model\s*: \[unknown\]/);
    const up = between(printed, "2. An up.", "3. A second up.");
    expect(up).toMatch(/running, \d+s left, waited \d+s, Step \d+\/1200/);
    expect(up).toContain(`"${model}"`);
    expect(between(printed, "3. A second up.", "4. A job that fails.")).toContain("1 unchanged");
    expect(between(printed, "4. A job that fails.", "5. The outputs")).toContain(`error: ${failure}`);
    expect(between(printed, "5. The outputs", "6. A destroy.")).toContain(model);
    expect(printed.slice(printed.indexOf("6. A destroy."))).toMatch(/1 deleted/);
    expect(existsSync(join(repository, "Pulumi.demo.yaml"))).toBe(false);
  });
});
