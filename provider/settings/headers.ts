import { InvalidArgumentError } from "../errors/argumentErrors";
import { escaped, parseJson } from "../text/json";
import { settingNames, settingOf } from "./settingTable";
import type { Found } from "./sources";

/** The settings that have a header of their own, by that header. */
const settingsByHeader = new Map(
  settingNames.flatMap((name) => {
    const { header } = settingOf(name);
    return header === undefined ? [] : [[header, name] as const];
  }),
);

/** What would change where and how the request goes. */
const refusedHeader =
  /^(host|connection|content-length|transfer-encoding|accept-encoding|te|trailer|upgrade|expect|keep-alive|proxy-.*)$/;
const headerName = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const headerValue = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;
const printableAscii = /^[ -~]*$/;

/**
 * Checks the extra headers. Returns them with lower-case names.
 *
 * @throws InvalidArgumentError for a name or value that no header can have, and for headers that aren't the user's to set.
 */
export function checkExtraHeaders(headers: Found<Readonly<Record<string, string>>>): Record<string, string> {
  const checked: Record<string, string> = {};
  for (const [given, value] of Object.entries(headers.value)) {
    const name = given.toLowerCase();
    const argument = `${headers.argument}.${name.replace(/[^!-~]/g, "?")}`;
    const setting = settingsByHeader.get(name);
    if (setting !== undefined) {
      throw new InvalidArgumentError(argument, `this header has a setting of its own: ${setting}`);
    }
    if (!headerName.test(name) || name === "__proto__" || refusedHeader.test(name)) {
      throw new InvalidArgumentError(argument, "a header of this name can't be set");
    }
    checked[name] = checkHeaderValue({ value, argument });
  }
  return checked;
}

/** Checks that a value can stand in a header. Returns it; JSON on one line, and in ASCII. */
export function checkHeaderValue({ value, argument }: Found<string>): string {
  // Nearly all values: to find out that they are no JSON costs an error with its stack.
  if (printableAscii.test(value)) {
    return value;
  }
  const sent = parseJson(value) === undefined ? value : onOneLine(value);
  if (!headerValue.test(sent)) {
    throw new InvalidArgumentError(argument, "it contains a character that no header can carry, such as a line break");
  }
  return sent;
}

/** Writes JSON on one line and in ASCII, otherwise as it is: parsed, long numbers would lose digits. */
function onOneLine(json: string): string {
  return (
    json
      .trim()
      // In its texts JSON has no line breaks and no tabs.
      .replaceAll(/[\t\n\r]+ */g, " ")
      .replaceAll(/[^ -~]/g, escaped)
  );
}

/** Makes a value for `Authorization` of a bare token; one that names its scheme stays as it is. */
export function withScheme(authorization: string): string {
  return /^\S+\s+\S/.test(authorization) ? authorization : `Bearer ${authorization}`;
}
