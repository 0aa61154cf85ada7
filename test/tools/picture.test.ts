import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { PortkeySimulator, runProgram } from "pulumi-portkey/testing";
import { pulumiFolders } from "../../examples/pulumiCommand";
import { draw } from "../../tools/picture/draw";
import { record } from "../../tools/picture/record";
import { train } from "../../tools/picture/training";
import { describeOnEngine } from "../support/engine";

const repository = resolve(__dirname, "../..");
const picture = readFileSync(resolve(repository, "docs/images/waiting-up.svg"), "utf8");

/** Reads the words of a picture, line by line. */
function wordsOf(drawn: string): string {
  return [...drawn.matchAll(/<text.*?>(.*)<\/text>/g)]
    .map(([, line = ""]) => line.replaceAll(/<.*?>/g, "").replaceAll("&lt;", "<").replaceAll("&gt;", ">"))
    .join("\n")
    .replaceAll("&amp;", "&");
}

/** Lists what a picture says of the job while the up goes on, and of its model, each once and without what differs from run to run. */
function saidOfJob(words: string): Set<string> {
  const said = [...words.matchAll(/(?:FineTuningJob support-bot {2}|\+ model: )(.*)/g)].map(([, line = ""]) => line);
  return new Set(said.filter((line) => !/^\d+ messages$/.test(line)).map(withoutTimes));
}

function withoutTimes(text: string): string {
  return text.replaceAll(/(, waited )?\b\d+[ms]\b/g, "");
}

describe("the README's picture", () => {
  it("says what the package says today: npm run docs:record makes it anew", async () => {
    const portkey = await PortkeySimulator.start();
    train(portkey);
    const program = () => import("../../tools/picture/program/index.js");
    const { outputs, log } = await runProgram(program, { portkey });
    await portkey.close();

    const lines = log.map((line) => withoutTimes(line.replace("support-bot: ", "")));
    expect(saidOfJob(wordsOf(picture))).toEqual(new Set([...lines, JSON.stringify(outputs["model"])]));
    expect(lines).toContain("running,  left, Step 1120/1200");
  });

  it("begins with the program that it runs", () => {
    const program = readFileSync(resolve(repository, "tools/picture/program/index.ts"), "utf8");
    expect(wordsOf(picture)).toMatch(`$ cat index.ts\n${program}$ pulumi up`);
  });

  it("tells nothing of the machine that it was made on, and loads nothing", () => {
    expect(wordsOf(picture)).not.toMatch(
      /(^|[\s"'(=:])[~.]{0,2}\/\w|localhost|127\.0\.0\.1|\w+:\/\/|:\d{4,5}\b|\w@\w/m,
    );
    expect(picture).not.toMatch(/<script|<foreignObject|href=|url\(/);
  });
});

describe("a picture", () => {
  it("has text as it was printed, in the colours of a light and a dark page", () => {
    const drawn = draw({ cli: "v3", text: "plain <&>\n  \x1b[1m\x1b[38;5;2mbold\x1b[0m \x1b[38;5;12mblue\x1b[0m" });
    expect(wordsOf(drawn)).toBe("plain <&>\n  bold blue");
    expect(drawn).toContain('  <tspan class="bold c2">bold</tspan> <tspan class="c12">blue</tspan></text>');
    expect(drawn.match(/\.c2\{fill:#\w+\}/g)).toHaveLength(2);
  });
});

describeOnEngine("a picture that is made anew", () => {
  it("says what the one that is kept says, but for durations", async () => {
    const anew = wordsOf(draw(await record(pulumiFolders()[0] ?? "")));
    expect(saidOfJob(anew)).toEqual(saidOfJob(wordsOf(picture)));
  });
});
