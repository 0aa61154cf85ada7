import { z } from "zod";
import { operationNames, type OperationName } from "./measure";
import { variantNames, type VariantName } from "./variants";

const variantSchema = z.enum(variantNames);
const operationSchema = z.enum(operationNames);

/** One operation of one variant with so many jobs; the variants that can have none were measured beside those that have them. */
const measurementSchema = z.object({
  variant: variantSchema,
  jobs: z.number(),
  operation: operationSchema,
  /** One for each round; those of the same place belong to the same round. */
  timesMs: z.array(z.number()).min(1),
  requests: z.number(),
  peakMebibytes: z.number().optional(),
  /** Of each job, after the operation. */
  stateBytes: z.number().optional(),
});

/** All that one run of the benchmark has measured: what the table and the chart are drawn from. */
export const figuresSchema = z.object({
  conditions: z.object({
    cores: z.number(),
    node: z.string(),
    cli: z.string(),
    pulumi: z.string(),
    /** The load average of the last minute, before the first and after the last measurement. */
    load: z.tuple([z.number(), z.number()]),
  }),
  measurements: z.array(measurementSchema),
  /** What `underFaults.ts` has measured. */
  underFaults: z.object({
    jobs: z.number(),
    latencyMs: z.number(),
    faultEvery: z.number(),
    requests: z.number(),
    connections: z.number(),
    timeMs: z.number(),
    emptyMs: z.number(),
    peakMebibytes: z.number().optional(),
    peakMebibytesOfOne: z.number().optional(),
  }),
});

export type Measurement = z.infer<typeof measurementSchema>;
export type Figures = z.infer<typeof figuresSchema>;

/** Finds what was measured; undefined where it was not. */
export function measurementOf(
  { measurements }: Figures,
  variant: VariantName,
  jobs: number,
  operation: OperationName,
): Measurement | undefined {
  return measurements.find((one) => one.variant === variant && one.jobs === jobs && one.operation === operation);
}

/** Returns how many times as long an operation took as that of another variant in the same round: the median of all rounds. */
export function ratioTo(
  other: VariantName,
  figures: Figures,
  variant: VariantName,
  jobs: number,
  operation: OperationName,
): number | undefined {
  const times = measurementOf(figures, variant, jobs, operation)?.timesMs ?? [];
  const otherTimes = measurementOf(figures, other, jobs, operation)?.timesMs ?? [];
  return median(times.flatMap((timeMs, round) => timeMs / (otherTimes[round] ?? Number.NaN)).filter(Number.isFinite));
}

/** Lists the numbers of jobs that were measured, the fewest first. */
export function jobCounts({ measurements }: Figures): readonly number[] {
  return [...new Set(measurements.map(({ jobs }) => jobs))].toSorted((one, other) => one - other);
}

export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = (sorted.length - 1) / 2;
  const [lower, upper] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return lower === undefined || upper === undefined ? undefined : (lower + upper) / 2;
}
