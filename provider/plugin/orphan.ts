const parentCheckIntervalMs = 2_000;

/** Waits for the end of the process that has started this one: one that was killed ends nobody. */
export function whenOrphaned(end: () => void): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent || !isAlive(parent)) {
      end();
    }
  }, parentCheckIntervalMs).unref();
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
