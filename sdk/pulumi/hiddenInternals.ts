/**
 * Makes every property except the outputs non-enumerable, including Pulumi's own (seen in 3.268 to 3.270): if a program exports a whole
 * job, its enumerable properties become stack outputs.
 */
export function hideInternals(job: object, outputs: readonly string[]): void {
  for (const name of Object.keys(job).filter((key) => !outputs.includes(key))) {
    Object.defineProperty(job, name, { enumerable: false });
  }
}
