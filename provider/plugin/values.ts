import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

// How the engine writes what JSON has no word for: https://www.pulumi.com/docs/iac/guides/building-extending/providers/pulumi-provider-spec/
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
/** Stands for what a preview does not know. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Values as the engine sends them, taken apart. */
export interface Received {
  /** In clear; what is not known is undefined. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The names of the values that are, or hold, a secret. */
  readonly secrets: ReadonlySet<string>;
  /** The names of the values that are not known, or hold something that is not. */
  readonly unknowns: ReadonlySet<string>;
}

/** Takes apart what the engine has sent. */
export function receive(struct: Struct | undefined): Received {
  const values: Record<string, unknown> = {};
  const secrets = new Set<string>();
  const unknowns = new Set<string>();
  for (const [name, wire] of Object.entries(struct?.toJavaScript() ?? {})) {
    const found = { secret: false, unknown: false };
    values[name] = plain(wire, found);
    if (found.secret) {
      secrets.add(name);
    }
    if (found.unknown) {
      unknowns.add(name);
    }
  }
  return { values, secrets, unknowns };
}

function plain(wire: unknown, found: { secret: boolean; unknown: boolean }): unknown {
  if (wire === unknownValue) {
    found.unknown = true;
    return undefined;
  }
  if (Array.isArray(wire)) {
    return wire.map((entry) => plain(entry, found));
  }
  if (typeof wire !== "object" || wire === null) {
    return wire ?? undefined;
  }
  const keys: Readonly<Record<string, unknown>> = { ...wire };
  switch (keys[signatureKey]) {
    case secretSignature:
      found.secret = true;
      return plain(keys["value"], found);
    case outputSignature:
      found.secret ||= keys["secret"] === true;
      return plain("value" in keys ? keys["value"] : unknownValue, found);
    default:
      return Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, plain(value, found)]));
  }
}

/** Puts together what the engine gets; what is undefined or null is left out. */
export function send(values: Readonly<Record<string, unknown>>): Struct {
  // By way of JSON, which has the same values.
  const written: Record<string, JavaScriptValue> = JSON.parse(
    JSON.stringify(values, (_key, value: unknown) => value ?? undefined),
  );
  return Struct.fromJavaScript(written);
}

/** Marks a value as secret. */
export function secret(value: unknown): Readonly<Record<string, unknown>> {
  return { [signatureKey]: secretSignature, value };
}
