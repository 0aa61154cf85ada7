const deadlineMs = 60_000;

/** Resolves once it holds. What never comes is an error that says so, long before the test would be given up without a word. */
export async function eventually(holds: () => boolean, what: string): Promise<void> {
  for (const start = Date.now(); !holds();) {
    if (Date.now() - start > deadlineMs) {
      throw new Error(`in vain: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
