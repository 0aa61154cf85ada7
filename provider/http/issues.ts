import type { z } from "zod";

/** What a schema has found wrong first: where, as in `data[3].status`, and what. */
interface Issue {
  /** Empty where it is the value as a whole. */
  readonly path: string;
  /** `expected string`, or the schema's own words. */
  readonly problem: string;
}

export function firstIssue({ issues: [issue] }: z.ZodError): Issue {
  return {
    path: (issue?.path ?? []).reduce<string>(
      (path, key) => (typeof key === "number" ? `${path}[${key}]` : `${path}${path && "."}${String(key)}`),
      "",
    ),
    problem: issue?.code === "invalid_type" ? `expected ${issue.expected}` : (issue?.message ?? "not valid"),
  };
}
