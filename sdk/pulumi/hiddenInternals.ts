/**
 * Leaves enumerable what is an output: of a job that a program exports as a whole every enumerable property is among the stack's outputs, those too
 * that Pulumi keeps for itself (seen in 3.268 to 3.270).
 */
export function hideInternals(job: object, outputs: readonly string[]): void {
  for (const name of Object.keys(job).filter((key) => !outputs.includes(key))) {
    Object.defineProperty(job, name, { enumerable: false });
  }
}
