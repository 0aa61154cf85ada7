import { InvalidArgumentError } from "../../../provider/errors";
import { modelCheckOf } from "../../../provider/models/modelCheck";
import { parseArguments } from "../../../provider/waiting/arguments";

const dayMs = 86_400_000;
const check = (args: object, config: string | undefined = undefined, environment = {}) =>
  modelCheckOf(parseArguments({ jobId: "ftjob-1", ...args }), {
    connection: undefined,
    config: (name) => (name === "checkModel" ? config : undefined),
    environment,
  });

describe("how a job's model is checked", () => {
  it.each<[object, number | undefined, number | undefined]>([
    [{}, 90, undefined],
    [{ checkModelWithin: "30d" }, 30, undefined],
    [{ checkModelWithin: 0 }, 0, undefined],
    [{ checkModel: "off", checkModelWithin: "30d" }, undefined, undefined],
    [{ checkModel: "require" }, 90, 0],
    [{ checkModel: "require", checkModelWithin: "30d" }, undefined, 30],
  ])("with %j warns of an end within %j days, and fails for one within %j", (args, warnWithin, requireFor) => {
    expect(check(args)).toEqual({
      warnWithinMs: warnWithin === undefined ? undefined : warnWithin * dayMs,
      requireForMs: requireFor === undefined ? undefined : requireFor * dayMs,
    });
  });

  it("is said by the job, else the stack's config, else the environment", () => {
    const environment = { PORTKEY_CHECK_MODEL: "require" };
    expect(check({}, undefined, environment)).toMatchObject({ requireForMs: 0 });
    expect(check({}, "off", environment)).toMatchObject({ warnWithinMs: undefined });
    expect(check({ checkModel: "warn" }, "off", environment)).toMatchObject({ warnWithinMs: 90 * dayMs });
  });

  it.each([
    ["checkModel", () => check({ checkModel: false })],
    ["portkey:checkModel", () => check({}, "Require")],
    ["PORTKEY_CHECK_MODEL", () => check({}, undefined, { PORTKEY_CHECK_MODEL: "yes" })],
    ["checkModelWithin", () => check({ checkModelWithin: "soon" })],
  ])("names %s where it makes no sense", (argument, checking) => {
    expect(checking).toThrow(InvalidArgumentError);
    expect(checking).toThrow(`${argument}: `);
  });
});
