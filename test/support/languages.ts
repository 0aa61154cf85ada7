import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pulumiFolders } from "../../examples/pulumiCommand";

/** What a program needs on the machine besides the CLI: the language's host, and its tools. */
const needs = {
  yaml: ["pulumi-language-yaml"],
  python: ["pulumi-language-python", "python3"],
  go: ["pulumi-language-go", "go"],
} as const;

export type Language = keyof typeof needs;

export const languages: readonly Language[] = ["yaml", "python", "go"];

/** Says why programs in a language can't be run here; undefined where they can. */
export function whyNot(language: Language): string | undefined {
  const cli = pulumiFolders()[0];
  if (cli === undefined) {
    return "there is no pulumi CLI";
  }
  const folders = [cli, ...(process.env["PATH"] ?? "").split(delimiter)];
  const missing = needs[language].filter((tool) => !folders.some((folder) => existsSync(join(folder, tool))));
  return missing.length === 0 ? undefined : `there is no ${missing.join(" and no ")} on PATH`;
}

/** Describes what holds for programs in a language on the real engine. Where they can't be run it is skipped, and globalSetup says why. */
export function describeInLanguage(language: Language, title: string, specification: () => void): void {
  (whyNot(language) === undefined ? describe : describe.skip)(title, specification);
}
