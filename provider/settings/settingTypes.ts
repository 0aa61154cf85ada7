import { InvalidArgumentError } from "../errors/argumentErrors";
import { isPlainObject, isRecord, parseJson } from "../text/json";
import type { Parse } from "./parse";
import type { SettingTypes } from "./settingTable";

interface SettingType<Value> {
  /** Parses a typed value, from a `connection`. */
  readonly typed: Parse<Value>;
  /** Parses text, from the stack config or the environment. */
  readonly written: (text: string, argument: string) => Value;
}

export const settingTypes: { readonly [Type in keyof SettingTypes]: SettingType<SettingTypes[Type]> } = {
  text: {
    typed: (given, argument) => {
      const text = ofType("string", given, argument).trim();
      return text === "" ? refuse(argument, "it is empty") : text;
    },
    written: (text) => text,
  },
  boolean: {
    typed: (given, argument) => ofType("boolean", given, argument),
    written: (text, argument) =>
      text === "true" || text === "false" ? text === "true" : refuse(argument, "it must be true or false"),
  },
  count: {
    typed: (given, argument) => ofType("number", given, argument),
    written: (text, argument) => (/^\d+$/.test(text) ? Number(text) : refuse(argument, "it must be a whole number")),
  },
  duration: {
    typed: (given, argument) =>
      typeof given === "number" || typeof given === "string"
        ? given
        : refuse(argument, "it must be a number or a string"),
    written: (text) => text,
  },
  headers: {
    typed: (given, argument) => {
      const headers = isPlainObject(given) ? given : refuse(argument, "it must be an object of strings");
      const entries = Object.entries(headers);
      return Object.fromEntries(
        entries.map(([name, value]) => [name, ofType("string", value, `${argument}.${name}`).trim()]),
      );
    },
    written: parseHeaders,
  },
};

function parseHeaders(json: string, argument: string): Record<string, string> {
  const headers = parseJson(json);
  // `pulumi config set --path` turns text that looks like a number into a number.
  return isPlainObject(headers) &&
    Object.values(headers).every((value) => !isRecord(value) && !Array.isArray(value) && value !== null)
    ? Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value).trim()]))
    : refuse(argument, 'it must be a JSON object of strings, such as {"x-portkey-metadata": "…"}');
}

interface Primitives {
  string: string;
  boolean: boolean;
  number: number;
}

function ofType<Type extends keyof Primitives>(type: Type, given: unknown, argument: string): Primitives[Type] {
  // `typeof` returns the names in this table.
  return typeof given === type && !Number.isNaN(given)
    ? (given as Primitives[Type])
    : refuse(argument, `it must be a ${type}`);
}

function refuse(argument: string, problem: string): never {
  throw new InvalidArgumentError(argument, problem);
}
