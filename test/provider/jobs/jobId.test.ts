import * as fc from "fast-check";
import { InvalidArgumentError } from "../../../provider/errors";
import { encodeJobId, isSameJob, parseJobId, type JobId } from "../../../provider/jobs/jobId";
import { outcomeOf } from "../../support/outcome";

const arn = "arn:aws:bedrock:us-east-1:123456789012:model-customization-job/amazon.titan/abc";

const named = (decoded: string): JobId => ({ given: decoded, decoded });

describe("parseJobId", () => {
  it.each([
    ["ftjob-abc123", "ftjob-abc123"],
    ["  ftjob-abc123\n", "ftjob-abc123"],
    [arn, arn],
    [encodeURIComponent(arn), arn],
    ["a%2520b", "a%20b"],
    ["job%3Fx%23y", "job?x#y"],
  ])("reads %j as %j: trimmed, and decoded once", (given, id) => {
    expect(parseJobId(given)).toEqual({ given: given.trim(), decoded: id });
  });

  it.each([
    ["", "it is empty"],
    [".", '"." is not a job id'],
    ["..", '".." is not a job id'],
    ["%2e%2E", '".." is not a job id'],
    ["a\nb", "control character"],
    ["a\u0085b", "control character"],
    ["a\u2028b", "control character"],
    ["%ff", "percent-encoding is not valid"],
    ["a\ud800b", "percent-encoding is not valid"],
    ["ftjob-1 ftjob-2", '"ftjob-1 ftjob-2" contains whitespace; give one fine-tuning job id, such as ftjob-'],
    ["${jobId}", '"${jobId}" contains a ${…} that was not replaced; use backticks for a template literal'],
    ["file-AF1WoRqd3aJAHsqc9NY7iL8F", "is a file id; give the id of the fine-tuning job that uses the file"],
    ["ft:gpt-4o-mini:acme::1", "is a model name; give the id of the fine-tuning job that creates the model"],
    [
      "accounts/acme/models/support-bot-1",
      "is a model name; give the id of the fine-tuning job that creates the model",
    ],
    [
      "https://user:password@platform.openai.com/finetune/ftjob-abc?tab=1",
      'id: it is a URL; give only the job id: "ftjob-abc"',
    ],
    ["http://gateway.test/v1/fine_tuning/jobs/ftjob-abc/events", 'give only the job id: "ftjob-abc"'],
    ["x".repeat(2049), "longer than 2048 characters"],
    [undefined, "it must be a string"],
  ])("refuses %j and names the argument", (given, problem) => {
    const parse = () => parseJobId(given, "id");
    expect(parse).toThrow(InvalidArgumentError);
    expect(parse).toThrow(/^id: /);
    expect(parse).toThrow(problem);
  });
});

describe("encodeJobId", () => {
  it("encodes an ARN as one segment", () => {
    expect(encodeJobId(named("a:b/c?d#e@f %"))).toBe("a%3Ab%2Fc%3Fd%23e%40f%20%25");
  });

  it("never lets any id that is taken change host, path or query of a URL", () => {
    const prefix = "/v1/fine_tuning/jobs/";
    const parts = ["/", "\\", "..", ".", "%2f", "%2e", "%", "?", "#", "@", ":", "&", " ", "\r\n", "é"];
    const character = fc.constantFrom(...parts);
    const hostile = fc
      .array(fc.oneof(character, fc.string({ maxLength: 3, unit: "grapheme" })))
      .map((text) => text.join(""));
    fc.assert(
      fc.property(hostile, (given) => {
        const { result: id, error } = outcomeOf(() => parseJobId(given));
        expect([undefined, InvalidArgumentError]).toContain(error?.constructor);
        fc.pre(id !== undefined);
        const url = new URL(`https://api.portkey.ai${prefix}${encodeJobId(id)}`);
        expect(url.host).toBe("api.portkey.ai");
        expect([url.search, url.hash, url.username]).toEqual(["", "", ""]);
        expect(url.pathname.startsWith(prefix)).toBe(true);
        const segment = url.pathname.slice(prefix.length);
        expect(segment).not.toContain("/");
        expect(decodeURIComponent(segment)).toBe(id.decoded);
      }),
      { numRuns: 500 },
    );
  });
});

describe("isSameJob", () => {
  it.each([
    ["ftjob-1", "ftjob-1"],
    [arn, encodeURIComponent(arn)],
    [arn, "abc"],
    ["abc", arn],
    [arn, encodeURIComponent("amazon.titan/abc")],
    ["projects/1/locations/us/tuningJobs/9", "9"],
    ["100%", "100%"],
  ])("takes %j and %j for the same", (asked, answered) => {
    expect(isSameJob(named(asked), answered)).toBe(true);
  });

  it.each([
    ["ftjob-1", "ftjob-2"],
    ["ftjob-1", "ftjob-10"],
    ["ftjob-1", ""],
    [arn, `${arn}d`],
    ["one/", "two/"],
    ["projects/A/locations/us/tuningJobs/123", "projects/B/locations/us/tuningJobs/123"],
    ["ftjob-1", "1"],
  ])("takes %j and %j for different ones", (asked, answered) => {
    expect(isSameJob(named(asked), answered)).toBe(false);
  });
});
