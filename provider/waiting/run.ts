import type { SettingsOrigin } from "../settings/origin";
import { settingTypes } from "../settings/settingTypes";
import { findText, type SettingsSources } from "../settings/sources";

export const waitForChoices = ["succeeded", "finished"] as const;
/** What a deployment waits for. */
export type WaitFor = (typeof waitForChoices)[number];

export const waitEnds = ["finished", "timeout", "outage", "refused", "not started"] as const;
/**
 * Why a wait came to its end: the job finished, the time was up, nobody answered any more, it was given up (an answer
 * was final, or there was no connection from the start), or the program's process could not ask at all.
 */
export type WaitEnd = (typeof waitEnds)[number];

/** The form of what the program hands down; it changes where an older provider would guess wrong. */
export const runVersion = 3;

/** One run of a program with a job: whether and how it waits for it, and how the wait has ended. */
export interface Run {
  readonly version: typeof runVersion;
  readonly preview: boolean;
  readonly waitFor?: WaitFor | undefined;
  readonly timeoutMs: number;
  /** Left out, with the end, where nothing was waited for. */
  readonly waitedMs?: number | undefined;
  readonly end?: WaitEnd | undefined;
  /** What the last read failed with, where the wait was given up for it. */
  readonly why?: string | undefined;
}

/** What the program hands down for one run, which the state keeps: what is left out is as in a run that waits for nothing. */
export interface HandedRun extends Partial<Run> {
  readonly version: typeof runVersion;
  /** From where the program takes its settings; the provider compares it. */
  readonly settings?: SettingsOrigin | undefined;
}

/**
 * Tells whether this operation is to wait for nothing and to judge nothing, which an operator says with `PORTKEY_SKIP_WAIT` or
 * `portkey:skipWait`.
 */
export function skipsWaiting(places: Omit<SettingsSources, "connection">): boolean {
  const found = findText("skipWait", places);
  return found !== undefined && settingTypes.boolean.written(found.value, found.argument);
}
