/**
 * The base models that pages, examples and docstrings name, each with the day (`YYYY-MM-DD`) on which its provider shuts it down, or
 * undefined where none is announced. What is fine-tuned on a model ends with it. docs/how-to-guides/retired-models.md has the sources.
 */
export const namedModels: Readonly<Record<string, string | undefined>> = {
  "accounts/fireworks/models/qwen3-8b": undefined,
  "amazon.nova-lite-v1:0": undefined,
  // Azure OpenAI's, which announces the month alone.
  "gpt-4.1-mini-2025-04-14": "2027-10-01",
};

/** How providers spell their base models, also inside of the name of what is fine-tuned on one: `ft:BASE:…`, `BASE.ft-…`. */
const spellings: readonly RegExp[] = [
  /\baccounts\/fireworks\/models\/[\w-]+/g,
  /\b(?:amazon|anthropic|cohere|meta|mistral)\.[a-z0-9]+-[a-z0-9-]+(?::\d+\b)?/g,
  /\bgpt-\d[\w-]*(?:\.\d[\w-]*)?|\bo\d-(?:mini|preview|pro)[\w-]*|\b(?:babbage|davinci)-\d+/g,
  /\bgemini-\d[\w-]*(?:\.\d[\w-]*)?/g,
];

/** Finds the base models that a text names, each once. */
export function modelsNamedIn(text: string): ReadonlySet<string> {
  return new Set(spellings.flatMap((spelling) => text.match(spelling) ?? []));
}

/** Says of each model whose day has come by then what is to be done. */
export function passedModels(now: Date): readonly string[] {
  const today = now.toISOString().slice(0, 10);
  return Object.entries(namedModels)
    .filter(([, shutdownDate]) => shutdownDate !== undefined && shutdownDate <= today)
    .map(
      ([model, shutdownDate]) =>
        `${model} was shut down on ${shutdownDate}: name another model in the pages, and in tools/docs/namedModels.ts.`,
    );
}
