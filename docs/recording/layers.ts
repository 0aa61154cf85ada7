import type { Frame } from "./frames";
import type { Run } from "./screen";

/** Looks of rows that are seen at the same times. */
export interface Layer {
  /** When they come, when they go, when they come again, and so on, in milliseconds. */
  readonly changesMs: readonly number[];
  readonly looks: readonly Look[];
}

/** What is seen in a row at some time. */
export interface Look {
  readonly row: number;
  readonly runs: readonly Run[];
}

/** Parts frames into layers: what comes again, such as each look of a spinner, is there once. */
export function layersOf(frames: readonly Frame[]): Layer[] {
  const layers = new Map<string, Layer>();
  for (const { changesMs, ...look } of timedLooksOf(frames)) {
    const key = changesMs.join();
    layers.set(key, { changesMs, looks: [...(layers.get(key)?.looks ?? []), look] });
  }
  return [...layers.values()];
}

interface TimedLook extends Look {
  readonly changesMs: number[];
}

function timedLooksOf(frames: readonly Frame[]): TimedLook[] {
  const looks = new Map<string, TimedLook>();
  const shown: TimedLook[] = [];
  for (const { atMs, rows } of frames) {
    for (const [row, runs] of rows.entries()) {
      const key = JSON.stringify([row, runs]);
      const look = looks.get(key) ?? { changesMs: [], row, runs };
      if (look !== shown[row]) {
        shown[row]?.changesMs.push(atMs);
        look.changesMs.push(atMs);
        looks.set(key, look);
        shown[row] = look;
      }
    }
  }
  return [...looks.values()].filter(({ runs }) => runs.length > 0);
}
