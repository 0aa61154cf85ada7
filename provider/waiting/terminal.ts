import { closeSync, openSync } from "node:fs";

/** Tells whether somebody could be watching: a CI log keeps every line that a terminal would replace. */
export function hasTerminal(): boolean {
  if (process.env["CI"]) {
    return false;
  }
  try {
    closeSync(openSync("/dev/tty", "r"));
    return true;
  } catch {
    return process.platform === "win32";
  }
}
