import { combinations } from "./table";
import { Trials } from "./trial";

let trials: Trials;

beforeAll(async () => {
  trials = await Trials.open();
});

afterAll(() => trials.close());

/** The part of the table that decides whether main is green; `npm run test:matrix` tries all of it. */
describe("the packed tarball in a fresh project", () => {
  it.each(combinations.filter(({ decides }) => decides))(
    "works: $title",
    async (combination) => {
      const [node] = await trials.tryOut(combination);
      expect(node).toMatch(combination.node === "latest" ? /^Node\.js \d+/ : `Node.js ${combination.node}.`);
    },
    600_000,
  );
});
