import { textsInJson } from "../settings/credentialNames";
import { redactor } from "../text/redact";
import type { Received } from "./values";

/** Masks in an error what came from secret arguments, where the language has sent them as such. */
export function masked(error: unknown, { values, secrets }: Received): unknown {
  const hidden = [...secrets].flatMap((name) => textsInJson(JSON.stringify(values[name]) ?? ""));
  return error instanceof Error
    ? Object.assign(error, { message: redactor(hidden.map(({ text }) => text))(error.message) })
    : error;
}
