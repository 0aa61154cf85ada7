import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { textsIn } from "../text/json";
import { signatureKey, unknownMarks } from "../text/pulumiMarks";

// How the engine writes, under the key of signatures, what JSON has no word for.
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const resourceSignature = "5cf8f73096256a8f31e491e813e4eb8e";
/** Stands for what a preview does not know. */
export const [unknownValue] = unknownMarks;

/** Values that the engine has sent. */
export interface Decoded {
  /** In clear; what is not known is undefined, and a resource is its urn. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The texts and numbers that are secret, by the name of the value that is, or holds, the secret. */
  readonly secrets: ReadonlyMap<string, readonly string[]>;
  /** The names of the values that are not known, or hold something that is not. */
  readonly unknowns: ReadonlySet<string>;
}

/** Decodes what the engine has sent. */
export function decode(struct: Struct | undefined): Decoded {
  const values: Record<string, unknown> = {};
  const secrets = new Map<string, readonly string[]>();
  const unknowns = new Set<string>();
  for (const [name, wire] of Object.entries(struct?.toJavaScript() ?? {})) {
    const found: Found = { secrets: undefined, unknown: false };
    values[name] = decodeValue(wire, found);
    if (found.secrets !== undefined) {
      secrets.set(name, found.secrets);
    }
    if (found.unknown) {
      unknowns.add(name);
    }
  }
  return { values, secrets, unknowns };
}

/** Lists the texts and numbers of secret arguments, which no error shows; what of a connection is one, the settings' table says. */
export function secretTexts({ secrets }: Decoded): string[] {
  return [...secrets].filter(([name]) => name !== "connection").flatMap(([, texts]) => texts);
}

interface Found {
  secrets: string[] | undefined;
  unknown: boolean;
}

function decodeValue(wire: unknown, found: Found): unknown {
  if (wire === unknownValue) {
    found.unknown = true;
    return undefined;
  }
  if (Array.isArray(wire)) {
    return wire.map((entry) => decodeValue(entry, found));
  }
  if (typeof wire !== "object" || wire === null) {
    return wire ?? undefined;
  }
  const keys: Readonly<Record<string, unknown>> = { ...wire };
  switch (keys[signatureKey]) {
    case secretSignature:
      return decodeSecret(keys["value"], found);
    case outputSignature: {
      const value = "value" in keys ? keys["value"] : unknownValue;
      return keys["secret"] === true ? decodeSecret(value, found) : decodeValue(value, found);
    }
    case resourceSignature:
      return keys["urn"];
    default:
      return Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, decodeValue(value, found)]));
  }
}

function decodeSecret(wire: unknown, found: Found): unknown {
  const value = decodeValue(wire, found);
  found.secrets = [...(found.secrets ?? []), ...textsIn(value)];
  return value;
}

/** Encodes what the engine gets; what is undefined is left out. */
export function encode(values: Readonly<Record<string, unknown>>): Struct {
  // By way of JSON, which has the same values.
  const written: Record<string, JavaScriptValue> = JSON.parse(JSON.stringify(values));
  return Struct.fromJavaScript(written);
}

/** Marks a value as secret, one that is not known too; nothing is no secret. */
export function secret(value: unknown): unknown {
  if (value === unknownValue) {
    return { [signatureKey]: outputSignature, secret: true };
  }
  return value === undefined || value === null ? value : { [signatureKey]: secretSignature, value };
}
