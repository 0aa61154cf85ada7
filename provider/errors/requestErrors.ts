import { PortkeyError } from "./portkeyError";
import { countOf, times } from "../text/words";

/** The subject of a request, for messages. */
export interface Subject {
  /** The start of a message: `Fine-tuning job "ftjob-1"`. */
  readonly name: string;
  readonly baseUrl: string;
  /** Where the credentials that were sent are set: `portkey:apiKey`, `PORTKEY_API_KEY`. */
  readonly credentialPlaces?: readonly string[];
}

/**
 * No response, after all retries: the connection was refused, reset or too slow, or the host name could not be resolved.
 *
 * @remedy Check `baseUrl`, the network and the proxies.
 */
export class ConnectionError extends PortkeyError {
  override readonly tryAgain = "soon";

  constructor(subject: Subject, why: string, tries: number, options?: ErrorOptions) {
    super(
      `${subject.name}: no response from ${hostOf(subject)}: ${why} (tried ${times(tries)}). ` +
        "Check the base URL, the network and the proxy settings, then run again.",
      options,
    );
  }
}

const privateAuthority = "For a private certificate authority, set NODE_EXTRA_CA_CERTS to the path of its certificate.";
/** What to do, by error code. Certificates of a private authority lead to many codes. */
const secureConnectionAdvice: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "The server's certificate must be renewed.",
  ERR_TLS_CERT_ALTNAME_INVALID: "Set the base URL to a host name that the server's certificate covers.",
};

/**
 * The server's certificate is not trusted, or the TLS handshake failed.
 *
 * @remedy For a private certificate authority, set `NODE_EXTRA_CA_CERTS`.
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
 * The response is not the requested data: not JSON, not a job, a different job, an error with status 200, or too large.
 *
 * @remedy Check `baseUrl`, and that no proxy responds instead of the API.
 */
export class UnexpectedResponseError extends PortkeyError {
  override readonly tryAgain = "later";

  constructor(
    subject: Subject,
    problem: string,
    came: string,
    options?: ErrorOptions,
    next = "Check that the base URL is the address of Portkey's API, and that no proxy responds instead.",
  ) {
    super(`${subject.name}: the response from ${subject.baseUrl} ${problem} (${came}). ${next}`, options);
  }
}

/**
 * The list can't be read to its end: the next page can't be requested, or repeats an earlier one.
 *
 * @remedy Use a job id instead of a search.
 */
export class IncompleteListError extends PortkeyError {
  constructor(subject: Subject, read: number, why: string, next: string, options?: ErrorOptions) {
    super(
      `${subject.name}: only a part can be read. After ${countOf(read, "entry", "entries")}, ${subject.baseUrl} ${why}. ` +
        `The newest entries may be missing, so the part is not used. ${next}`,
      options,
    );
  }
}

/**
 * The list has more entries than this package reads.
 *
 * @remedy Use a job id. For OpenAI and Azure OpenAI, you can also filter by `metadata`: their APIs apply this filter themselves, so the
 * list is shorter.
 */
export class ListTooLongError extends PortkeyError {
  constructor(subject: Subject, maxEntries: number, next: string) {
    super(`${subject.name}: it has more than ${maxEntries} entries at ${subject.baseUrl}. ${next}`);
  }
}

function hostOf({ baseUrl }: Subject): string {
  return new URL(baseUrl).host;
}
