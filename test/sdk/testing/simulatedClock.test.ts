import { SimulatedClock } from "../../../sdk/testing/simulatedClock";

const hourMs = 3_600_000;

describe("a simulated clock", () => {
  it("lets hours pass at once, by both of its hands", async () => {
    const clock = new SimulatedClock();
    const [now, elapsed] = [clock.now(), clock.elapsed()];
    await clock.sleep(5 * hourMs);
    expect([clock.now() - now, clock.elapsed() - elapsed]).toEqual([5 * hourMs, 5 * hourMs]);
  });

  it("lets those who sleep at the same time sleep through the same hours, and wakes who is due first", async () => {
    const clock = new SimulatedClock();
    const woken: [string, number][] = [];
    const sleep = async (who: string, hours: number): Promise<void> => {
      await clock.sleep(hours * hourMs);
      woken.push([who, clock.elapsed() / hourMs]);
    };
    await Promise.all([sleep("late", 3), sleep("early", 1), sleep("between", 2)]);
    expect(woken).toEqual([
      ["early", 1],
      ["between", 2],
      ["late", 3],
    ]);
  });

  it("stands still while a request is under way, and wakes nobody before who slept in the meantime", async () => {
    const clock = new SimulatedClock();
    const woken: string[] = [];
    const sleep = async (who: string, hours: number): Promise<void> => {
      await clock.sleep(hours * hourMs);
      woken.push(who);
    };
    const late = sleep("late", 3);
    const begins = clock.elapsed();
    const answer = { status: 200, headers: {}, body: "" };
    const send = clock.whileItStands(() => new Promise((resolve) => setTimeout(resolve, 50, answer)));
    await expect(send("", {}, { timeoutMs: 1_000 })).resolves.toBe(answer);
    expect(clock.elapsed()).toBe(begins);
    await Promise.all([late, sleep("early", 1)]);
    expect(woken).toEqual(["early", "late"]);
  });

  it("wakes nobody whose sleep was ended", async () => {
    const clock = new SimulatedClock();
    const over = new AbortController();
    const sleep = clock.sleep(hourMs, over.signal);
    over.abort(new Error("the program has failed"));
    await expect(sleep).rejects.toThrow("the program has failed");
    await expect(clock.sleep(hourMs, over.signal)).rejects.toThrow("the program has failed");
  });
});
