import { PortkeyError } from "./portkeyError";
import { times } from "../text/words";

/** What was asked for, and where, as messages speak of it. */
export interface Subject {
  /** How a message begins: `Fine-tuning job "ftjob-1"`. */
  readonly name: string;
  readonly baseUrl: string;
}

/**
 * No answer, after all retries: refused, reset, not resolved, or too slow.
 *
 * @remedy Check `baseUrl`, network and proxies.
 */
export class ConnectionError extends PortkeyError {
  override readonly tryAgain = "soon";

  constructor(subject: Subject, why: string, tries: number, options?: ErrorOptions) {
    super(
      `${subject.name}: no answer from ${hostOf(subject)}: ${why} (tried ${times(tries)}). ` +
        "Check baseUrl, the network and the proxy settings, then run again.",
      options,
    );
  }
}

const privateAuthority = "For a private certificate authority set NODE_EXTRA_CA_CERTS to its certificate's file.";
/** What to do, by the code of the failure; a private authority's certificate has one of many. */
const secureConnectionAdvice: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "The server's certificate has to be renewed.",
  ERR_TLS_CERT_ALTNAME_INVALID: "Set baseUrl to a host name that the server's certificate is for.",
};

/**
 * The server's certificate can't be trusted, or the TLS handshake failed.
 *
 * @remedy Set `NODE_EXTRA_CA_CERTS` for a private authority.
 */
export class SecureConnectionError extends PortkeyError {
  constructor(subject: Subject, why: string, tries: number, code = "", options?: ErrorOptions) {
    super(
      `${subject.name}: no secure connection to ${hostOf(subject)}: ${why} (tried ${times(tries)}). ` +
        (secureConnectionAdvice[code] ?? privateAuthority),
      options,
    );
  }
}

/**
 * An answer that is not what was asked for: not JSON, not a job, another job, an error with 200, or too large.
 *
 * @remedy Check `baseUrl`, and proxies that answer in its place.
 */
export class UnexpectedResponseError extends PortkeyError {
  override readonly tryAgain = "later";

  constructor(
    subject: Subject,
    problem: string,
    came: string,
    options?: ErrorOptions,
    next = "Check that baseUrl is the address of Portkey's API and that no proxy answers in its place.",
  ) {
    super(`${subject.name}: the answer of ${subject.baseUrl} ${problem} (${came}). ${next}`, options);
  }
}

/**
 * The list can't be read to its end: the next page can't be asked for, or repeats one that came before.
 *
 * @remedy Give a job's id in place of looking for it.
 */
export class IncompleteListError extends PortkeyError {
  constructor(subject: Subject, read: number, why: string, next: string, options?: ErrorOptions) {
    super(
      `${subject.name}: after ${read} entries ${subject.baseUrl} ${why}. ` +
        `What is newest can't be said of a part of a list. ${next}`,
      options,
    );
  }
}

/**
 * The list has more entries than are read.
 *
 * @remedy Narrow it by `metadata`, or give a job's id.
 */
export class ListTooLongError extends PortkeyError {
  constructor(subject: Subject, maxEntries: number, next: string) {
    super(`${subject.name}: there are more than ${maxEntries} entries at ${subject.baseUrl}. ${next}`);
  }
}

function hostOf({ baseUrl }: Subject): string {
  return new URL(baseUrl).host;
}
