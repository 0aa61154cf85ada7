import { jobCounts, measurementOf, median, ratioTo, type Figures } from "./figures";
import { goalsOf } from "./goals";
import { operationNames, operations } from "./measure";
import { variantNames, variantOf, type VariantName } from "./variants";

export type Row = readonly string[];

/** The tables of the document, by the name between whose markers they stand. */
export const tables: Readonly<Record<string, (figures: Figures) => readonly Row[]>> = {
  conditions: conditionRows,
  figures: figureRows,
  goals: goalRows,
  faults: faultRows,
};

function figureRows(figures: Figures): readonly Row[] {
  const times = operationNames.map((operation) => operations[operation].title);
  return [
    ["jobs", "program", ...times, "requests a job", "state a job", "peak memory"],
    ...jobCounts(figures).flatMap((jobs) =>
      variantNames
        .filter((variant) => measurementOf(figures, variant, jobs, "preview") !== undefined)
        .map((variant) => figureRow(figures, variant, jobs)),
    ),
  ];
}

function figureRow(figures: Figures, variant: VariantName, jobs: number): Row {
  const measured = operationNames.flatMap((operation) => measurementOf(figures, variant, jobs, operation) ?? []);
  const hasJobs = jobs > 0 && variantOf(variant).jobs !== "none";
  const peaks = measured.flatMap(({ peakMebibytes }) => peakMebibytes ?? []);
  const { stateBytes } = measured.at(-1) ?? {};
  return [
    String(jobs),
    variantOf(variant).title,
    ...operationNames.map((operation) => {
      const seconds = (median(measurementOf(figures, variant, jobs, operation)?.timesMs ?? []) ?? Number.NaN) / 1_000;
      const ratio = ratioTo("empty", figures, variant, jobs, operation) ?? Number.NaN;
      return variant === "empty" ? `1 (${seconds.toFixed(2)} s)` : ratio.toFixed(2);
    }),
    hasJobs ? measured.map(({ requests }) => String(requests / jobs)).join(", ") : "",
    stateBytes === undefined ? "" : `${stateBytes} B`,
    peaks.length === 0 ? "" : `${Math.max(...peaks)} MiB`,
  ];
}

function conditionRows(figures: Figures): readonly Row[] {
  const { cores, node, cli, pulumi, load } = figures.conditions;
  const rounds = jobCounts(figures).map((jobs) => {
    const counts = variantNames.flatMap(
      (variant) => measurementOf(figures, variant, jobs, "preview")?.timesMs.length ?? [],
    );
    const [least, most] = [Math.min(...counts), Math.max(...counts)];
    return `${jobs}: ${least === most ? most : `${most}, of (b), (d) and (e) ${least}`}`;
  });
  return [
    ["cores", "load before and after", "Node.js", "Pulumi CLI", "@pulumi/pulumi", "rounds, by number of jobs"],
    [String(cores), load.map((average) => average.toFixed(1)).join(", "), node, cli, pulumi, rounds.join("; ")],
  ];
}

function faultRows({ underFaults: faults }: Figures): readonly Row[] {
  const { peakMebibytes, peakMebibytesOfOne } = faults;
  const memory =
    peakMebibytes === undefined || peakMebibytesOfOne === undefined
      ? "not known"
      : (peakMebibytes / peakMebibytesOfOne).toFixed(2);
  return [
    [
      "jobs",
      "requests",
      "connections",
      "times an up with none",
      "times the latencies' sum",
      "times the memory of one job",
    ],
    [
      String(faults.jobs),
      String(faults.requests),
      String(faults.connections),
      (faults.timeMs / faults.emptyMs).toFixed(1),
      (faults.timeMs / (faults.jobs * faults.latencyMs)).toFixed(2),
      memory,
    ],
  ];
}

function goalRows(figures: Figures): readonly Row[] {
  return [
    ["goal", "at most", "measured", ""],
    ...goalsOf(figures).map(({ text, most, measured }) => [
      text,
      String(most),
      measured?.toFixed(2) ?? "not measured",
      measured === undefined ? "" : measured <= most ? "met" : "**missed**",
    ]),
  ];
}
