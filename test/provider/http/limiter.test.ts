import { limiter } from "../../../provider/http/limiter";

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Tasks that end when they are told to. */
class Tasks {
  readonly started: number[] = [];
  running = 0;
  private readonly ends = new Map<number, (error?: Error) => void>();

  task(number: number): () => Promise<number> {
    return async () => {
      this.started.push(number);
      this.running += 1;
      try {
        await new Promise<void>((resolve, reject) =>
          this.ends.set(number, (error) => (error === undefined ? resolve() : reject(error))),
        );
      } finally {
        this.running -= 1;
      }
      return number;
    };
  }

  async end(number: number, error?: Error): Promise<void> {
    this.ends.get(number)?.(error);
    await turn();
  }
}

describe("a limiter", () => {
  it("runs at most so many at once, the others in the order they came", async () => {
    const tasks = new Tasks();
    const limited = limiter(2);
    const results = [0, 1, 2, 3].map((number) => limited(tasks.task(number)));
    await turn();
    expect(tasks.started).toEqual([0, 1]);
    await tasks.end(1);
    expect(tasks.started).toEqual([0, 1, 2]);
    expect(tasks.running).toBe(2);
    await tasks.end(0);
    expect(tasks.started).toEqual([0, 1, 2, 3]);
    await tasks.end(2);
    await tasks.end(3);
    await expect(Promise.all(results)).resolves.toEqual([0, 1, 2, 3]);
  });

  it("gives the slot of a failed task to the next one, and its error to who asked", async () => {
    const tasks = new Tasks();
    const limited = limiter(1);
    const failing = limited(tasks.task(0));
    const next = limited(tasks.task(1));
    const failed = failing.catch((error: unknown) => error);
    await turn();
    await tasks.end(0, new Error("broken"));
    await expect(failed).resolves.toEqual(new Error("broken"));
    expect(tasks.started).toEqual([0, 1]);
    await tasks.end(1);
    await expect(next).resolves.toBe(1);
  });
});
