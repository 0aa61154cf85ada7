import { InvalidArgumentError } from "../errors/argumentErrors";
import { escaped, parseJson } from "../text/json";
import { settingNames, settingOf } from "./settingTable";
import type { Found } from "./sources";

/** The settings that have their own header, by the header's name. */
const settingsByHeader = new Map(
  settingNames.flatMap((name) => {
    const { header } = settingOf(name);
    return header === undefined ? [] : [[header, name] as const];
  }),
);

/** Headers that would change where or how the request is sent. */
const refusedHeader =
  /^(host|connection|content-length|transfer-encoding|accept-encoding|te|trailer|upgrade|expect|keep-alive|proxy-.*)$/;
const headerName = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const headerValue = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;
const printableAscii = /^[ -~]*$/;

/**
 * Checks the extra headers. Returns them with lower-case names.
 *
 * @throws InvalidArgumentError for an invalid name or value, and for headers that users can't set.
 */
export function checkExtraHeaders(headers: Found<Readonly<Record<string, string>>>): Record<string, string> {
  const checked: Record<string, string> = {};
  for (const [given, value] of Object.entries(headers.value)) {
    const name = given.toLowerCase();
    const argument = `${headers.argument}.${name.replace(/[^!-~]/g, "?")}`;
    const setting = settingsByHeader.get(name);
    if (setting !== undefined) {
      throw new InvalidArgumentError(argument, `this header has its own setting; use ${setting} instead`);
    }
    if (!headerName.test(name) || name === "__proto__" || refusedHeader.test(name)) {
      throw new InvalidArgumentError(argument, "you can't set a header with this name");
    }
    checked[name] = checkHeaderValue({ value, argument });
  }
  return checked;
}

/** Checks that a header can carry a value. Returns the value; JSON becomes one line of ASCII. */
export function checkHeaderValue({ value, argument }: Found<string>): string {
  // The fast path for nearly all values: parsing what is not JSON creates an error with a stack.
  if (printableAscii.test(value)) {
    return value;
  }
  const sent = parseJson(value) === undefined ? value : onOneLine(value);
  if (!headerValue.test(sent)) {
    throw new InvalidArgumentError(
      argument,
      "it contains a character that is not allowed in a header, such as a line break",
    );
  }
  return sent;
}

/** Writes JSON on one line in ASCII. It is not parsed, because long numbers would lose digits. */
function onOneLine(json: string): string {
  return (
    json
      .trim()
      // Strings in JSON contain no line breaks or tabs.
      .replaceAll(/[\t\n\r]+ */g, " ")
      .replaceAll(/[^ -~]/g, escaped)
  );
}

/** Returns the value for `Authorization`: adds `Bearer` to a bare token, and keeps a value that names its scheme. */
export function withScheme(authorization: string): string {
  return /^\S+\s+\S/.test(authorization) ? authorization : `Bearer ${authorization}`;
}
