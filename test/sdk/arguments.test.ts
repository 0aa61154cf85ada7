import * as pulumi from "@pulumi/pulumi";
import { InvalidArgumentError } from "../../provider/errors";
import { parseArguments } from "../../provider/waiting/arguments";
import { checkArguments } from "../../sdk/arguments";

const jobId = "ftjob-abc123";

const bad: [string, Record<string, unknown>, string][] = [
  ["jobId", {}, "it must be a string"],
  ["jobId", { jobId: " " }, "it is empty"],
  ["waitFor", { jobId, waitFor: "success" }, 'it must be "succeeded" or "finished", not "success"'],
  ["timeout", { jobId, timeout: "soon" }, 'use a form such as "45s", "90m", "1h30m" or "2d"'],
  ["pollInterval", { jobId, pollInterval: "often" }, "is not a duration"],
  ["pollInterval", { jobId, pollInterval: 0.5 }, "it must be at least 1 s"],
];

describe("a bad argument", () => {
  it.each(bad)("%s is named: %j says %j", (argument, given, problem) => {
    for (const parse of [parseArguments, checkArguments]) {
      expect(() => parse(given)).toThrow(InvalidArgumentError);
      expect(() => parse(given)).toThrow(problem);
      expect(() => parse(given)).toThrow(new RegExp(`^${argument}: `));
    }
  });
});

describe("checkArguments", () => {
  it("takes all arguments that there are", () => {
    const given = { jobId, waitFor: "finished", timeout: "2h", pollInterval: 5, connection: { apiKey: "pk" } };
    expect(() => checkArguments(given)).not.toThrow();
  });

  it.each([
    ["jobID", "jobId"],
    ["waitfor", "waitFor"],
  ])("asks of a misspelled %s whether %s was meant", (name, meant) => {
    expect(() => checkArguments({ jobId, [name]: "x" })).toThrow(
      new InvalidArgumentError(name, `unknown argument; did you mean ${meant}?`),
    );
  });

  it("shows how to write an id that is given in the place of the arguments", () => {
    expect(() => checkArguments("ftjob-x")).toThrow('args: it must be an object: { jobId: "ftjob-x" }.');
  });

  it.each([undefined, null, 5, ["ftjob-x"], pulumi.output({ jobId })])("needs an object: %p", (given) => {
    expect(() => checkArguments(given)).toThrow(/^args: it must be an object, such as \{ jobId: "ftjob-/);
  });

  it.each(["apiKey", "__proto__", "constructor"])("names an argument that there is not: %s", (name) => {
    const given = Object.fromEntries([
      ["jobId", jobId],
      [name, "x"],
    ]);
    expect(() => checkArguments(given)).toThrow(
      `${name}: unknown argument; the arguments are jobId, waitFor, timeout, pollInterval, checkModel, checkModelWithin, connection.`,
    );
  });

  it.each<[string, () => unknown]>([
    ["an Output", () => pulumi.output("not yet checked\n..")],
    ["a Promise", () => Promise.resolve("not yet checked")],
  ])("leaves %s for later", (_what, value) => {
    for (const name of ["jobId", "waitFor", "timeout", "pollInterval"]) {
      expect(() => checkArguments({ jobId, [name]: value() })).not.toThrow();
    }
  });
});
