import { PortkeyError } from "./portkeyError";

/**
 * An argument or setting is missing, unknown, of a wrong type or malformed. Nothing was requested.
 *
 * @remedy Correct the argument that it names.
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
 * Nothing to authenticate with was found. Nothing was requested.
 *
 * @remedy Set `PORTKEY_API_KEY`, `portkey:apiKey` or `connection.apiKey`.
 */
export class MissingCredentialsError extends PortkeyError {
  constructor() {
    super(
      "No Portkey credentials were found. Set the environment variable PORTKEY_API_KEY, or run " +
        "`pulumi config set --secret portkey:apiKey`, or give the job `connection: { apiKey }` " +
        "(a self-hosted gateway: authorization and provider, in the same three places).",
    );
  }
}
