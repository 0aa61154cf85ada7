import { PortkeyError } from "./portkeyError";

/**
 * An argument or setting is missing, unknown, malformed or of the wrong type. No request was sent.
 *
 * @remedy Correct the argument or setting that the message names.
 */
export class InvalidArgumentError extends PortkeyError {
  constructor(
    readonly argument: string,
    problem: string,
  ) {
    super(`${argument}: ${problem}${problem.endsWith("?") ? "" : "."}`);
  }
}

/**
 * No credentials were found. No request was sent.
 *
 * @remedy Set `PORTKEY_API_KEY`, `portkey:apiKey` or `connection.apiKey`.
 */
export class MissingCredentialsError extends PortkeyError {
  constructor() {
    super(
      "No Portkey credentials found. Set the environment variable PORTKEY_API_KEY, run " +
        "`pulumi config set --secret portkey:apiKey`, or pass `connection: { apiKey }`. " +
        "For a self-hosted gateway, set authorization and provider in one of these places.",
    );
  }
}
