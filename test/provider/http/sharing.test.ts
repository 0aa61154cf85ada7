import { Sharing } from "../../../provider/http/sharing";

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const reason = (text: string) => new Error(text);

/** A request that is over when it is told to be. */
class Request {
  begun = 0;
  signal: AbortSignal | undefined;
  answer: (value: string) => void = () => undefined;
  fail: (error: Error) => void = () => undefined;

  readonly begin = (over: AbortSignal): Promise<string> => {
    this.begun += 1;
    this.signal = over;
    return new Promise((resolve, reject) => {
      this.answer = resolve;
      this.fail = reject;
      over.addEventListener("abort", () => reject(over.reason));
    });
  };
}

describe("who asks the same at the same time", () => {
  const sharing = new Sharing();
  let request: Request;
  const join = (signal?: AbortSignal, key = "job") => sharing.join(key, request.begin, signal);

  beforeEach(() => {
    request = new Request();
  });

  it("shares one request and its answer", async () => {
    const both = Promise.all([join(), join()]);
    request.answer("succeeded");
    await expect(both).resolves.toEqual(["succeeded", "succeeded"]);
    expect(request.begun).toBe(1);
  });

  it("shares its error", async () => {
    const both = [join(), join()].map((one) => one.catch((error: unknown) => error));
    const error = new Error("503");
    request.fail(error);
    await expect(Promise.all(both)).resolves.toEqual([error, error]);
  });

  it("asks again when it is over, from the very moment of the answer", async () => {
    const first = join();
    const again = first.then(() => join());
    const other = join();
    request.answer("running");
    await Promise.all([first, other]);
    await turn();
    expect(request.begun).toBe(2);
    request.answer("succeeded");
    await expect(again).resolves.toBe("succeeded");
  });

  it.each([0, 1])("and leaves gets the reason at once, and the others their answer: number %d", async (number) => {
    const callers = [new AbortController(), new AbortController()];
    const joined = callers.map(({ signal }) => join(signal).catch((error: unknown) => error));
    callers[number]?.abort(reason("the program has failed"));
    await expect(joined[number]).resolves.toEqual(reason("the program has failed"));
    expect(request.signal?.aborted).toBe(false);
    request.answer("succeeded");
    await expect(joined[1 - number]).resolves.toBe("succeeded");
  });

  it("ends the request with the last that leaves, each with a reason of its own", async () => {
    const callers = [new AbortController(), new AbortController()];
    const joined = callers.map(({ signal }) => join(signal).catch((error: unknown) => error));
    callers[0]?.abort(reason("one"));
    await turn();
    expect(request.signal?.aborted).toBe(false);
    callers[1]?.abort(reason("two"));
    await expect(Promise.all(joined)).resolves.toEqual([reason("one"), reason("two")]);
    expect(request.signal?.aborted).toBe(true);
  });

  it("does not join a request that all have left", async () => {
    const caller = new AbortController();
    const left = join(caller.signal).catch((error: unknown) => error);
    caller.abort(reason("gone"));
    await left;
    const next = join();
    expect(request.begun).toBe(2);
    await turn(); // the end of the first changes nothing
    const third = join();
    expect(request.begun).toBe(2);
    request.answer("succeeded");
    await expect(Promise.all([next, third])).resolves.toEqual(["succeeded", "succeeded"]);
  });

  it("asks nothing where the signal is aborted already", async () => {
    await expect(join(AbortSignal.abort(reason("gone")))).rejects.toThrow("gone");
    expect(request.begun).toBe(0);
  });
});
