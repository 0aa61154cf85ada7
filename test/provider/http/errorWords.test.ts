import * as fc from "fast-check";
import { errorWords } from "../../../provider/http/errorWords";

describe("errorWords", () => {
  it.each<[string, unknown, string | undefined, string | undefined]>([
    ["the gateway's", { status: "failure", message: "Invalid header" }, "Invalid header", undefined],
    ["the control plane's", { success: false, data: { message: "No key", errorCode: "AB01" } }, "No key", "AB01"],
    ["a provider's", { error: { message: "No job", type: "bad", code: "none" }, provider: "x" }, "No job", "none"],
    ["a provider's without a code", { error: { message: "No job", type: "bad", code: null } }, "No job", "bad"],
    ["a bare text's", { error: "Not allowed" }, "Not allowed", undefined],
    ["FastAPI's", { detail: "Not found" }, "Not found", undefined],
    ["FastAPI's list", { detail: [{ loc: ["path"], msg: "a" }, { msg: "b" }, { msg: "a" }] }, "a; b", undefined],
    ["problem+json's", { title: "No credit", detail: "It is 3", status: 403 }, "No credit: It is 3", undefined],
    ["a list of objects'", { errors: [{ title: "Bad", code: "E1" }, { message: "b" }] }, "Bad; b", "E1"],
    ["AWS's", { Message: "Missing Authentication Token" }, "Missing Authentication Token", undefined],
    ["AWS's object", { Error: { Code: "AccessDenied", Message: "No" } }, "No", "AccessDenied"],
    ["OAuth's", { error: "invalid_token", error_description: "It expired" }, "It expired", "invalid_token"],
    ["Google's list", [{ error: { code: 403, message: "Denied", status: "PERMISSION_DENIED" } }], "Denied", "403"],
    ["Apigee's", { fault: { faultstring: "Too many", detail: { errorcode: "spike" } } }, "Too many", undefined],
    ["JSON in a text's", { message: '{"error":{"message":"inner","code":"c"}}' }, "inner", "c"],
    ["a text's", "Not allowed", "Not allowed", undefined],
    ["a code's alone", { code: "NoAuth" }, undefined, "NoAuth"],
  ])("finds the words in %s shape", (_whose, json, message, code) => {
    const found = errorWords(json);
    expect([found.message, found.code]).toEqual([message, code]);
  });

  it.each([
    {},
    [],
    null,
    7,
    " ",
    { error: null },
    { error: [] },
    { error: true },
    { message: {} },
    { detail: " " },
    { id: "ftjob-1", status: "running", metadata: { team: "a" } },
    { object: "list", data: [{ id: "ftjob-1", error: { message: "the job's own" } }] },
  ])("finds none in %j", (json) => {
    expect(errorWords(json).message).toBeUndefined();
  });

  it("ends in whatever it is given, however deep and long", () => {
    const deep: unknown = JSON.parse(`${'{"error":['.repeat(3_000)}"x"${"]}".repeat(3_000)}`);
    expect(errorWords(deep)).toEqual({});
    expect(errorWords({ errors: Array.from({ length: 100_000 }, (_, index) => `e${index}`) }).message).toMatch(/^e0; /);
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const { message = "", code = "" } = errorWords(json);
        expect([typeof message, typeof code]).toEqual(["string", "string"]);
      }),
    );
  });
});
