import kept from "./figures.json";
import { programs, type ProgramName } from "./programs";

/** The measured operations of a program on a new stack, in this order. */
export const operations = ["preview", "first up", "unchanged up"] as const;
type Operation = (typeof operations)[number];

/** The measurements of one program, for a number of jobs, in one round. */
export interface Sample {
  readonly program: string;
  readonly jobs: number;
  readonly timesMs: Readonly<Record<Operation, number>>;
  readonly requests: Readonly<Record<Operation, number>>;
  /** The size of each job in the state, as compact JSON; 0 if there is none. */
  readonly stateBytes: number;
  /** The largest memory of all processes of a command together. */
  readonly peakMebibytes: number;
}

/** The results of one run of the benchmark. */
export interface Figures {
  readonly conditions: Readonly<Record<string, string>>;
  /** In the order of the rounds. */
  readonly samples: readonly Sample[];
}

/** Each goal applies to the slowest of the operations. */
const goals: readonly { of: ProgramName; to: ProgramName; jobs: number; most: number }[] = [
  { of: "function", to: "axios", jobs: 1, most: 1.1 },
  { of: "function", to: "axios", jobs: 100, most: 1.1 },
  { of: "function", to: "axios", jobs: 1_000, most: 1.4 },
  { of: "uncheckedResource", to: "emptyRead", jobs: 1, most: 1.05 },
  { of: "uncheckedResource", to: "emptyRead", jobs: 100, most: 1.05 },
];

type Rows = readonly (readonly string[])[];

/** Returns the tables for the documentation, by the names of their markers. */
export function tablesOf({ conditions, samples }: Figures = kept): Readonly<Record<string, Rows>> {
  const sizes = [...new Set(samples.map(({ jobs }) => jobs))];
  return {
    conditions: [Object.keys(conditions), Object.values(conditions)],
    figures: [
      ["jobs", "program", ...operations, "requests per job", "state per job", "peak memory"],
      ...sizes.flatMap((jobs) =>
        Object.entries(programs)
          .filter(([, { most }]) => jobs <= most)
          .map(([name, { title }]) => [String(jobs), title].concat(cellsOf(name, jobs, samples))),
      ),
    ],
    goals: [
      ["goal", "at most", "measured", ""],
      ...goals.map(({ of, to, jobs, most }) => {
        const measured = Math.max(...operations.map((operation) => ratioOf(of, to, jobs, operation, samples)));
        const outcome = Number.isNaN(measured) ? "not measured" : measured <= most ? "met" : "**missed**";
        const goal = `${programs[of].title} to ${programs[to].title}, jobs: ${jobs}`;
        return [goal, String(most), Number.isNaN(measured) ? "" : measured.toFixed(2), outcome];
      }),
    ],
  };
}

function cellsOf(program: string, jobs: number, samples: readonly Sample[]): readonly string[] {
  const own = samplesOf(program, jobs, samples);
  const requests = own.map((sample) => operations.map((operation) => sample.requests[operation] / jobs).join(", "));
  const stateBytes = own.at(-1)?.stateBytes ?? 0;
  return [
    ...operations.map((operation) => {
      const seconds = median(own.map(({ timesMs }) => timesMs[operation])) / 1_000;
      return `${ratioOf(program, "empty", jobs, operation, samples).toFixed(2)} (${seconds.toFixed(2)} s)`;
    }),
    [...new Set(requests)].join(" or "),
    stateBytes === 0 ? "" : `${stateBytes} B`,
    `${Math.max(...own.map(({ peakMebibytes }) => peakMebibytes))} MiB`,
  ];
}

/** Returns how long an operation took relative to another program in the same round: the median of all rounds. */
function ratioOf(of: string, to: string, jobs: number, operation: Operation, samples: readonly Sample[]): number {
  const others = samplesOf(to, jobs, samples);
  const own = samplesOf(of, jobs, samples);
  return median(own.map(({ timesMs }, round) => timesMs[operation] / (others[round]?.timesMs[operation] ?? 0)));
}

function samplesOf(program: string, jobs: number, samples: readonly Sample[]): readonly Sample[] {
  return samples.filter((sample) => sample.program === program && sample.jobs === jobs);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}
