import { shown } from "../text/shown";

/** The longest message. Each part of a message has its own limit; this one is for messages that contain other errors. */
const longestErrorMessage = 4_000;
const kinds = Symbol.for("pulumi-portkey/error");

/**
 * When the same request may succeed: `"soon"` (within seconds, such as after an overload or a lost connection), `"later"` (such as when a
 * server is broken or a web page answers instead of the API), or `"never"` (you must change something first).
 */
export type TryAgain = "soon" | "later" | "never";

/** The base of all errors that users see. The message is one line: what happened, to which job, and what to do. */
export abstract class PortkeyError extends Error {
  readonly tryAgain: TryAgain = "never";
  /** How long the server asks to wait before the next request, in milliseconds. */
  readonly retryAfterMs: number | undefined = undefined;

  constructor(message: string, options?: ErrorOptions) {
    super(shown(message, longestErrorMessage), options);
    this.name = new.target.name;
    Object.defineProperty(this, kinds, { value: classNames(new.target) });
  }

  /** Recognises errors from another copy of this package too, by the names of their classes. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    const found: unknown = typeof value === "object" && value !== null ? Reflect.get(value, kinds) : undefined;
    return Array.isArray(found) && found.includes(this.name);
  }
}

/** Lists the names of a class and of its base classes, up to Error. */
function classNames(type: unknown): string[] {
  return typeof type === "function" && type !== Error ? [type.name, ...classNames(Object.getPrototypeOf(type))] : [];
}

/** Returns whether the error may go away without a change, sooner or later. */
export function mayPass(error: unknown): error is PortkeyError {
  return error instanceof PortkeyError && error.tryAgain !== "never";
}
