import { describeOnEngine } from "../support/engine";
import { checkOf } from "./checks";
import { matrix } from "./table";
import { surpriseOf } from "./trial";
import { Workshop } from "./workshop";

/** The part of the matrix that decides whether main is green; `npm run test:matrix` runs all of it. */
const deciding = Object.entries(matrix).flatMap(([heading, combinations]) =>
  combinations
    .filter(({ decides }) => decides)
    .map((combination) => ({ name: `${heading}: ${combination.title}`, combination })),
);

let workshop: Workshop;

beforeAll(async () => {
  workshop = await Workshop.open();
});

afterAll(() => workshop.close());

describe.each(deciding)("the packed tarball, $name", ({ combination }) => {
  beforeAll(async () => {
    await (await workshop.project(combination)).install();
  }, 300_000);

  it("runs on the Node.js that it names", async () => {
    const named = combination.node === "latest" ? "v" : `v${combination.node}.`;
    expect(await (await workshop.project(combination)).node("--version")).toMatch(named);
  });

  for (const name of combination.checks) {
    const { title, engine, run } = checkOf(name);
    const limit = combination.limits?.[name];
    const group = engine === undefined ? describe : describeOnEngine;

    group(title, () => {
      it("goes as the table says", async () => {
        const project = await workshop.project(combination);
        expect(await surpriseOf(limit, () => run(project, combination))).toBeUndefined();
      }, 120_000);
    });
  }
});
