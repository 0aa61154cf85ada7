import type { z } from "zod";

/** The first problem that a schema finds: the path, such as `data[3].status`, and the problem. */
interface Issue {
  /** Empty for the value as a whole. */
  readonly path: string;
  /** `expected string`, or the schema's own text. */
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
