import { InvalidArgumentError } from "./errors";
import type { Found } from "./settings";

/** Headers that have a setting of their own, or that would change where and how the request goes. */
const ownSetting: Readonly<Record<string, string>> = {
  "x-portkey-api-key": "apiKey",
  "x-portkey-virtual-key": "virtualKey",
  "x-portkey-provider": "provider",
  "x-portkey-config": "config",
  authorization: "authorization",
};
const refusedHeader =
  /^(host|connection|content-length|transfer-encoding|accept-encoding|te|trailer|upgrade|expect|keep-alive|proxy-.*)$/;
const authenticatingName =
  /(?<!port|idempotency-)key|secret|token|credential|password|service-account|role-arn|auth(?!or\b|-type|-mode)|cookie/;
const headerName = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const headerValue = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

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
    const setting = Object.hasOwn(ownSetting, name) ? ownSetting[name] : undefined;
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

/** Tells whether a header, or a key of a JSON config, has a name that a credential has. */
export function authenticates(name: string): boolean {
  return authenticatingName.test(name.toLowerCase());
}

/** Checks that a value can stand in a header. Returns it. */
export function checkHeaderValue({ value, argument }: Found<string>): string {
  if (!headerValue.test(value)) {
    throw new InvalidArgumentError(argument, "it contains a character that no header can carry, such as a line break");
  }
  return value;
}

/** Makes a value for `Authorization` of a bare token; one that names its scheme stays as it is. */
export function withScheme(authorization: string): string {
  return /^\S+\s+\S/.test(authorization) ? authorization : `Bearer ${authorization}`;
}
