import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { textsIn } from "../text/json";
import { signatureKey, unknownMarks } from "../text/pulumiMarks";

// The engine's signatures for values that JSON has no form for.
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const resourceSignature = "5cf8f73096256a8f31e491e813e4eb8e";
/** The mark of an unknown value. */
export const [unknownValue] = unknownMarks;

/** Values from the engine. */
export interface Decoded {
  /** The values without secret wrappers. Unknown values are undefined, and a resource is its urn. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The secret strings and numbers, by the name of the top-level value. */
  readonly secrets: ReadonlyMap<string, readonly string[]>;
  /** The names of the top-level values that are unknown, or contain something unknown. */
  readonly unknowns: ReadonlySet<string>;
}

/** Decodes values from the engine. */
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

/**
 * Lists the strings and numbers in secret arguments, which errors must not show. For a connection, the table of settings knows the
 * credentials.
 */
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

/** Encodes values for the engine. Undefined values are left out. */
export function encode(values: Readonly<Record<string, unknown>>): Struct {
  // JSON has the same types of values.
  const written: Record<string, JavaScriptValue> = JSON.parse(JSON.stringify(values));
  return Struct.fromJavaScript(written);
}

/** Marks a value as secret, even if it is unknown. Undefined and null are not secret. */
export function secret(value: unknown): unknown {
  if (value === unknownValue) {
    return { [signatureKey]: outputSignature, secret: true };
  }
  return value === undefined || value === null ? value : { [signatureKey]: secretSignature, value };
}
