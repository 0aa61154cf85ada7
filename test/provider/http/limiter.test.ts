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

  it("has all its slots back when everything has ended", async () => {
    const limited = limiter(2);
    await Promise.all([0, 1, 2].map(() => limited(turn)));
    const tasks = new Tasks();
    const again = [3, 4].map((number) => limited(tasks.task(number)));
    await turn();
    expect(tasks.running).toBe(2);
    await Promise.all([tasks.end(3), tasks.end(4), ...again]);
  });

  it("never exceeds its limit when tasks come while others end", async () => {
    const limited = limiter(3);
    let running = 0;
    let most = 0;
    const task = async (): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await turn();
      running -= 1;
    };
    const more = async (left: number): Promise<void> => {
      await limited(task);
      await (left === 0 ? undefined : more(left - 1));
    };
    await Promise.all(Array.from({ length: 10 }, () => more(5)));
    expect(most).toBe(3);
    expect(running).toBe(0);
  });
});
