import type { Cast } from "./cast";
import { Screen, type Run } from "./screen";

/** What is printed within this time is one change of the screen. */
const burstMs = 60;
/** How much faster the picture is than the recording. */
export const speed = 2;
/** Up to this long nothing changes in the picture. */
const longestStillMs = 800;

/** What the screen shows from some time on. */
export interface Frame {
  /** Milliseconds since the picture's beginning. */
  readonly atMs: number;
  /** The runs of each row. */
  readonly rows: readonly (readonly Run[])[];
}

/** Plays a recording, faster and without long stills, and returns each look of the screen. */
export async function framesOf({ columns, rows, output }: Cast): Promise<Frame[]> {
  const screen = new Screen(columns, rows);
  const frames: Frame[] = [];
  let atMs = 0;
  let lastMs = output[0]?.atMs ?? 0;
  for (const [index, printed] of output.entries()) {
    await screen.print(printed.text);
    const next = output[index + 1];
    if (next !== undefined && next.atMs - printed.atMs < burstMs) {
      continue;
    }
    const shown = screen.runs();
    if (JSON.stringify(shown) === JSON.stringify(frames.at(-1)?.rows)) {
      continue;
    }
    atMs += Math.min((printed.atMs - lastMs) / speed, longestStillMs);
    lastMs = printed.atMs;
    frames.push({ atMs: Math.round(atMs), rows: shown });
  }
  return frames;
}
