import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** The pages whose first example, in all languages, shows a resource or a function, by name. */
const shown: Readonly<Record<string, { readonly page: string; readonly heading?: string; readonly title: string }>> = {
  FineTuningJob: { page: "docs/_index.md", title: "Wait for a job, and export its model" },
  getLatestFineTuningJob: { page: "docs/functions.md", title: "The newest model of a family" },
  getFineTuningJobCheckpoints: {
    page: "docs/functions.md",
    heading: "## The best checkpoint",
    title: "The checkpoint with the smallest loss",
  },
};

/**
 * Returns a description with the example from the documentation, in the form for the Registry and the SDKs. Returns it unchanged if there
 * is no example.
 */
export function withExample(name: string, description: string): string {
  const example = shown[name];
  if (example === undefined) {
    return description;
  }
  const { page, heading = "", title } = example;
  const text = readFileSync(resolve(__dirname, "../..", page), "utf8");
  const [chooser = ""] = /\{\{< chooser [^]*?\{\{< \/chooser >\}\}/.exec(text.slice(text.indexOf(heading))) ?? [];
  const programs = [...chooser.matchAll(/^```[^]*?^```$/gm)].map(([program]) =>
    program.replace(/^```ts$/m, "```typescript"),
  );
  if (programs.length === 0) {
    throw new Error(`${page} has no example program for ${name}.`);
  }
  return [
    description,
    "{{% examples %}}",
    "## Example Usage",
    "{{% example %}}",
    `### ${title}`,
    ...programs,
    "{{% /example %}}",
    "{{% /examples %}}",
  ].join("\n\n");
}
