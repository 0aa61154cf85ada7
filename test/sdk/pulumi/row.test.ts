import * as pulumi from "@pulumi/pulumi";
import { rowOf } from "../../../sdk/pulumi/row";

const urn = "urn:pulumi:dev::project::type::name";

afterEach(() => jest.restoreAllMocks());

describe("the row of a resource that is not registered yet", () => {
  let logged: unknown[][];

  beforeEach(() => {
    logged = [];
    jest.spyOn(pulumi.runtime, "getMonitor").mockReturnValue({} as ReturnType<typeof pulumi.runtime.getMonitor>);
    jest.spyOn(pulumi.log, "info").mockImplementation((...given) => {
      logged.push(given);
      return Promise.resolve();
    });
  });

  it("takes lines by the urn that it will have, for good or for a moment", async () => {
    const row = rowOf("support-bot", pulumi.output(urn));
    await new Promise(setImmediate);
    expect(row.isThere()).toBe(true);
    row.write("queued", false);
    row.write("running", true);
    expect(logged.map(([line, , , ephemeral]) => [line, ephemeral])).toEqual([
      ["queued", false],
      ["running", true],
    ]);
    const rows = await Promise.all(logged.map(([, one]) => pulumi.runtime.serializeProperty("", one, new Set())));
    expect(rows).toEqual([{ urn }, { urn }]);
  });

  it("is not there until its urn is known, so that it holds back no other line", async () => {
    let know: (urn: string) => void = () => undefined;
    const row = rowOf("support-bot", pulumi.output(new Promise<string>((resolve) => (know = resolve))));
    await new Promise(setImmediate);
    expect(row.isThere()).toBe(false);
    know(urn);
    await new Promise(setImmediate);
    expect(row.isThere()).toBe(true);
  });

  it("survives a log that fails", async () => {
    jest.spyOn(pulumi.log, "info").mockRejectedValue(new Error("the engine is gone"));
    expect(() => rowOf("support-bot", pulumi.output(urn)).write("queued", false)).not.toThrow();
    await new Promise(setImmediate);
  });
});

describe("the row of a resource where no engine is", () => {
  it("is stderr, each line with the resource's name", () => {
    const lines: string[] = [];
    jest.spyOn(process.stderr, "write").mockImplementation((text) => lines.push(String(text)) > 0);
    rowOf("support-bot", pulumi.output(urn)).write("queued", true);
    expect(lines).toEqual(["support-bot: queued\n"]);
  });
});
