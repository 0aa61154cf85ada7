import { measurementOf, ratioTo, type Figures } from "./figures";
import { operationNames, operations, type OperationName } from "./measure";
import type { VariantName } from "./variants";

/** What is wanted of the package, and what was measured of it. */
export interface Goal {
  readonly text: string;
  readonly most: number;
  /** Undefined where it was not measured. */
  readonly measured: number | undefined;
}

/** Lists the goals. Each goes by the slowest of the operations, and names it. */
export function goalsOf(figures: Figures): readonly Goal[] {
  const slowest = (
    what: string,
    { of, to, jobs, most }: { of: VariantName; to: VariantName; jobs: number; most: number },
  ): Goal => {
    const ratios = operationNames.map((operation): [OperationName, number] => [
      operation,
      ratioTo(to, figures, of, jobs, operation) ?? Number.NaN,
    ]);
    const [operation, measured] = ratios.reduce((one, other) => (other[1] > one[1] ? other : one));
    const counted = jobs === 1 ? "1 job" : `${jobs} jobs`;
    const isMeasured = Number.isFinite(measured);
    return {
      text: `${what}, ${counted}${isMeasured ? ` (${operations[operation].title})` : ""}`,
      most,
      measured: isMeasured ? measured : undefined,
    };
  };
  return [
    slowest("function to (a)", { of: "function", to: "empty", jobs: 1, most: 1.05 }),
    slowest("function to (a)", { of: "function", to: "empty", jobs: 100, most: 1.05 }),
    slowest("function to (a)", { of: "function", to: "empty", jobs: 1_000, most: 1.5 }),
    slowest("resource to (d)", { of: "resource", to: "floor", jobs: 1, most: 1.05 }),
    slowest("resource to (d)", { of: "resource", to: "floor", jobs: 100, most: 1.05 }),
    slowest("resource to (e)", { of: "resource", to: "naive", jobs: 1, most: 1 }),
    slowest("resource to (e)", { of: "resource", to: "naive", jobs: 100, most: 1 }),
    slowest("resource to (e)", { of: "resource", to: "naive", jobs: 1_000, most: 1 }),
    { text: "state a job, resource to (e)", most: 0.4, measured: stateRatio(figures) },
  ];
}

function stateRatio(figures: Figures): number | undefined {
  const [own, naive] = (["resource", "naive"] as const).map(
    (variant) => measurementOf(figures, variant, 100, "firstUp")?.stateBytes,
  );
  return own === undefined || naive === undefined ? undefined : own / naive;
}
