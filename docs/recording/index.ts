import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseCast } from "./cast";
import { framesOf, speed } from "./frames";
import { drawFrames } from "./svg";

export const castFile = join(__dirname, "waiting-up.cast");
export const pictureFile = resolve(__dirname, "../images/waiting-up.svg");

/** Draws the picture of the recorded `pulumi up`. */
export async function drawRecording(): Promise<string> {
  const cast = parseCast(readFileSync(castFile, "utf8"));
  return drawFrames(await framesOf(cast), cast.columns, {
    title: "pulumi up waits for a fine-tuning job",
    description: `A recorded ${cast.title}, at ${speed} times its speed: the row of the job "support-bot" says for how long it has waited, how much time is left and how far the training is, and at its end the fine-tuned model's name is an output of the stack.`,
  });
}
