import { readdirSync, readFileSync } from "node:fs";

/** Lists the other processes of this machine. Empty where /proc is missing. */
export function listProcesses(): number[] {
  try {
    return readdirSync("/proc")
      .map(Number)
      .filter((id) => Number.isInteger(id) && id !== process.pid);
  } catch {
    return [];
  }
}

/** Reads what the system tells of a process; nothing once it has ended. */
export function readProcess(id: number, what: "environ" | "cmdline"): string {
  try {
    return readFileSync(`/proc/${id}/${what}`, "utf8");
  } catch {
    return "";
  }
}

export function endProcess(id: number): void {
  try {
    process.kill(id, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
