const parentCheckIntervalMs = 2_000;

/** Calls `end` when the parent process has ended. A parent that was killed can't end its children. */
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
