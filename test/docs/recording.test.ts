import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PortkeySimulator, runProgram } from "pulumi-portkey/testing";
import { castFile, drawRecording, pictureFile } from "../../docs/recording";
import { parseCast, type Cast } from "../../docs/recording/cast";
import { framesOf } from "../../docs/recording/frames";
import { record } from "../../docs/recording/record";
import { Screen, type Run } from "../../docs/recording/screen";
import { hasTerminals } from "../../docs/recording/terminalSession";
import { Training } from "../../docs/recording/training";
import { pulumiFolders } from "../../examples/pulumiCommand";
import { describeOnEngine } from "../support/engine";

const recorded = parseCast(readFileSync(castFile, "utf8"));

async function lastScreenOf({ columns, rows, output }: Cast): Promise<string> {
  const screen = new Screen(columns, rows);
  await screen.print(output.map(({ text }) => text).join(""));
  return screen.text();
}

/** Lists what was said of the job, on its row while the up was going on and below at its end, each once. */
async function saidOfJob(cast: Cast): Promise<Set<string>> {
  const rows = (await framesOf(cast)).flatMap((frame) => frame.rows);
  const onRow = rows.map(infoOfJob).filter((line) => line !== "" && !/^\d+ messages?$/.test(line));
  const [, below = ""] = (await lastScreenOf(cast)).split("(support-bot):\n");
  const [diagnostics = ""] = below.split("\n\n");
  return new Set([...onRow, ...diagnostics.split("\n")].map((line) => withoutTimes(line.trim())));
}

function infoOfJob(runs: readonly Run[]): string {
  const texts = runs.map(({ text }) => text);
  return texts.includes("support-bot") ? texts.slice(texts.indexOf("support-bot") + 1).join(" ") : "";
}

/** Leaves out what differs from run to run: durations, and how far the training has come meanwhile. */
function withoutTimes(text: string): string {
  return text.replaceAll(/\b\d+[ms]\b(, | )?/g, "").replaceAll(/\bStep \d+/g, "Step …");
}

describe("the recorded pulumi up", () => {
  it("is what the picture shows: npm run docs draws it", async () => {
    expect(readFileSync(pictureFile, "utf8")).toBe(await drawRecording());
  });

  it("stands at its end where nothing may move, and needs no script", async () => {
    const picture = await drawRecording();
    const hidden = new Set([...picture.matchAll(/#(\w+)\{visibility:hidden/g)].map(([, layer]) => layer));
    const texts = [...picture.matchAll(/<g id="(\w+)">(.*?)<\/g>/gs)]
      .filter(([, layer]) => !hidden.has(layer))
      .flatMap(([, , drawn = ""]) => Array.from(drawn.matchAll(/<text x="(.*?)" y="(.*?)".*?>(.*?)<\/text>/g)))
      .map(([, x, y, text]) => ({ x: Number(x), y: Number(y), text }))
      .toSorted((one, other) => one.y - other.y || one.x - other.x);
    const words = (await lastScreenOf(recorded)).replaceAll(">", "&gt;").split(/\s+/);
    expect(texts.flatMap(({ text = "" }) => text.split(" "))).toEqual(words);
    expect(hidden.size).toBeGreaterThan(5);
    expect(picture).toContain("@media (prefers-reduced-motion:no-preference){g{animation:");
    expect(picture).not.toMatch(/<script|<foreignObject|href=|url\((?!#)/);
  });

  it("says what the package says today: npm run docs:record records it anew", async () => {
    const portkey = await PortkeySimulator.start();
    const training = new Training(portkey);
    const { outputs, log } = await runProgram(() => import("../../docs/recording/program/index.js"), {
      portkey,
      onLog: (line) => training.goOn(line),
    });
    await portkey.close();

    const lines = log.map((line) => withoutTimes(line.replace("support-bot: ", "")));
    expect(await saidOfJob(recorded)).toEqual(new Set(lines));
    expect(lines).toContain("left, running, Step …/1200");
    expect(await lastScreenOf(recorded)).toContain(`  + model: ${JSON.stringify(outputs["model"])}`);
  });

  it("begins with the program that it runs", async () => {
    const program = readFileSync(join(__dirname, "../../docs/recording/program/index.ts"), "utf8");
    expect(await lastScreenOf(recorded)).toMatch(`$ cat index.ts\n${program}$ pulumi up`);
  });

  it("tells nothing of the machine that it was made on", () => {
    const printed = recorded.output.map(({ text }) => text).join("");
    expect(printed).not.toMatch(/(^|[\s"'(=:])[~.]{0,2}\/\w/m);
    expect(printed).not.toMatch(/localhost|127\.0\.0\.1|\w+:\/\/|:\d{4,5}\b|\w@\w/);
  });
});

const onTerminal = hasTerminals() ? describeOnEngine : describe.skip;
if (!hasTerminals()) {
  process.stdout.write("There is no script of util-linux: whether a recording can be made is not tested.\n");
}

onTerminal("a recording that is made anew", () => {
  it("ends as the one that is kept does, but for durations", async () => {
    const [pulumiFolder = ""] = pulumiFolders();
    const anew = await record(pulumiFolder);
    expect(withoutTimes(await lastScreenOf(anew))).toBe(withoutTimes(await lastScreenOf(recorded)));
    expect(await saidOfJob(anew)).toEqual(await saidOfJob(recorded));
  }, 120_000);
});
