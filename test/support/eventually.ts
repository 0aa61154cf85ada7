/** Resolves once it holds. */
export async function eventually(holds: () => boolean, what: string, milliseconds = 20_000): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!holds()) {
    if (Date.now() > deadline) {
      throw new Error(`${what}: not within ${milliseconds} ms`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
