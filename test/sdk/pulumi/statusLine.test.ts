import * as pulumi from "@pulumi/pulumi";
import { statusLineOf } from "../../../sdk/pulumi/statusLine";

const urn = "urn:pulumi:dev::project::type::name";

afterEach(() => jest.restoreAllMocks());

describe("the status line of a resource that is not registered yet", () => {
  let logged: unknown[][];

  beforeEach(() => {
    logged = [];
    jest.spyOn(pulumi.runtime, "getMonitor").mockReturnValue({} as ReturnType<typeof pulumi.runtime.getMonitor>);
    jest.spyOn(pulumi.log, "info").mockImplementation((...given) => {
      logged.push(given);
      return Promise.resolve();
    });
  });

  it("shows lasting and ephemeral lines, with the urn that the resource will have", async () => {
    const statusLine = statusLineOf("support-bot", pulumi.output(urn));
    await new Promise(setImmediate);
    expect(statusLine.isReady()).toBe(true);
    statusLine.write("queued", false);
    statusLine.write("running", true);
    expect(logged.map(([line, , , ephemeral]) => [line, ephemeral])).toEqual([
      ["queued", false],
      ["running", true],
    ]);
    const resources = await Promise.all(logged.map(([, one]) => pulumi.runtime.serializeProperty("", one, new Set())));
    expect(resources).toEqual([{ urn }, { urn }]);
  });

  it("is not ready until the urn is known, so that it blocks no other line", async () => {
    let know: (urn: string) => void = () => undefined;
    const statusLine = statusLineOf("support-bot", pulumi.output(new Promise<string>((resolve) => (know = resolve))));
    await new Promise(setImmediate);
    expect(statusLine.isReady()).toBe(false);
    know(urn);
    await new Promise(setImmediate);
    expect(statusLine.isReady()).toBe(true);
  });

  it("ignores a failing log", async () => {
    jest.spyOn(pulumi.log, "info").mockRejectedValue(new Error("the engine is gone"));
    expect(() => statusLineOf("support-bot", pulumi.output(urn)).write("queued", false)).not.toThrow();
    await new Promise(setImmediate);
  });
});

describe("the status line of a resource without an engine", () => {
  it("is stderr, with the resource's name in front", () => {
    const lines: string[] = [];
    jest.spyOn(process.stderr, "write").mockImplementation((text) => lines.push(String(text)) > 0);
    statusLineOf("support-bot", pulumi.output(urn)).write("queued", true);
    expect(lines).toEqual(["support-bot: queued\n"]);
  });
});
