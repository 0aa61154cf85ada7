import { shown } from "../text/shown";

/** Each text in a message is bounded; this bounds one that many errors have gone into. */
const longestErrorMessage = 4_000;
const kinds = Symbol.for("pulumi-portkey/error");

/**
 * When the same request may succeed if it is sent again: within seconds (an overload, a lost connection), only later (a server
 * that is broken, a page in the API's place), or never, as long as nobody changes something.
 */
export type TryAgain = "soon" | "later" | "never";

/** The base of every error a user meets. Its message is one line: what happened, to which job, what to do. */
export abstract class PortkeyError extends Error {
  readonly tryAgain: TryAgain = "never";
  /** Milliseconds after which the answer says to ask again. */
  readonly retryAfterMs: number | undefined = undefined;

  constructor(message: string, options?: ErrorOptions) {
    super(shown(message, longestErrorMessage), options);
    this.name = new.target.name;
    Object.defineProperty(this, kinds, { value: classNames(new.target) });
  }

  /** Recognises errors of another copy of this package too, by the names of their classes. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    const found: unknown = typeof value === "object" && value !== null ? Reflect.get(value, kinds) : undefined;
    return Array.isArray(found) && found.includes(this.name);
  }
}

/** Lists the names of a class and of those it extends, up to Error. */
function classNames(type: unknown): string[] {
  return typeof type === "function" && type !== Error ? [type.name, ...classNames(Object.getPrototypeOf(type))] : [];
}

/** Tells whether an error may pass by itself, sooner or later. */
export function mayPass(error: unknown): error is PortkeyError {
  return error instanceof PortkeyError && error.tryAgain !== "never";
}
