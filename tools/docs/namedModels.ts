/**
 * The base models in pages, examples and docstrings, each with the day (`YYYY-MM-DD`) on which its provider shuts it down; undefined if it
 * is not announced. Fine-tuned models are shut down with their base model. docs/how-to-guides/retired-models.md has the sources.
 */
export const namedModels: Readonly<Record<string, string | undefined>> = {
  "accounts/fireworks/models/qwen3-8b": undefined,
  "amazon.nova-lite-v1:0": undefined,
  // Azure OpenAI announces only the month.
  "gpt-4.1-mini-2025-04-14": "2027-10-01",
};

/** How providers spell base models, also inside the names of fine-tuned models: `ft:BASE:…`, `BASE.ft-…`. */
const spellings: readonly RegExp[] = [
  /\baccounts\/fireworks\/models\/[\w-]+/g,
  /\b(?:amazon|anthropic|cohere|meta|mistral)\.[a-z0-9]+-[a-z0-9-]+(?::\d+\b)?/g,
  /\bgpt-\d[\w-]*(?:\.\d[\w-]*)?|\bo\d-(?:mini|preview|pro)[\w-]*|\b(?:babbage|davinci)-\d+/g,
  /\bgemini-\d[\w-]*(?:\.\d[\w-]*)?/g,
];

/** Finds the base models in a text, without duplicates. */
export function modelsNamedIn(text: string): ReadonlySet<string> {
  return new Set(spellings.flatMap((spelling) => text.match(spelling) ?? []));
}

/** Returns a line for each model that has been shut down by then, with what to do. */
export function passedModels(now: Date): readonly string[] {
  const today = now.toISOString().slice(0, 10);
  return Object.entries(namedModels)
    .filter(([, shutdownDate]) => shutdownDate !== undefined && shutdownDate <= today)
    .map(
      ([model, shutdownDate]) =>
        `${model} was shut down on ${shutdownDate}: use another model in the pages and in tools/docs/namedModels.ts.`,
    );
}
