import { parseArgs } from "node:util";
import { InvalidArgumentError } from "../errors/argumentErrors";
import { unknownName } from "../text/nearest";
import { longestExcerpt, shown } from "../text/shown";

const filtering = ["wait", "list"] as const;
const all = ["wait", "status", "list"] as const;
export type CommandName = (typeof all)[number];

interface Option {
  readonly commands: readonly CommandName[];
  /** The argument or setting that it sets: `limit`, `connection.baseUrl`. */
  readonly argument?: string;
  /** The placeholder for its value in the help. An option without one has no value. */
  readonly value?: string;
  /** Combines all values into one argument. Without it, the option may be given once. */
  readonly gather?: (texts: readonly string[]) => unknown;
  readonly help: string;
}

/** All options. Credentials are not options, since command lines are visible in shell histories and process lists. */
const optionTable = {
  for: {
    commands: ["wait"],
    argument: "waitFor",
    value: "succeeded|finished",
    help: "what to wait for: succeeded (the default), or finished (any final status)",
  },
  timeout: {
    commands: ["wait"],
    argument: "timeout",
    value: "5h",
    help: "the longest time to wait, 6h by default; 0 checks once",
  },
  "poll-interval": {
    commands: ["wait"],
    argument: "pollInterval",
    value: "30s",
    help: "the time between two reads; by default, it adapts to the job",
  },
  latest: { commands: ["wait"], help: "wait for the newest job that matches the filters, instead of JOB_ID" },
  suffix: { commands: filtering, argument: "suffix", value: "support-bot", help: "jobs started with this suffix" },
  model: { commands: filtering, argument: "model", value: "BASE_MODEL", help: "jobs with this base model" },
  metadata: {
    commands: filtering,
    argument: "metadata",
    value: "KEY=VALUE",
    gather: pairsIn,
    help: "jobs with this metadata; can be repeated",
  },
  status: {
    commands: filtering,
    argument: "status",
    value: "STATUS",
    gather: (texts) => texts,
    help: "jobs with this status; can be repeated (wait: by default, all but failed and cancelled)",
  },
  "created-after": {
    commands: filtering,
    argument: "createdAfter",
    value: "2026-01-31",
    help: "jobs created at this time or later",
  },
  "created-before": {
    commands: filtering,
    argument: "createdBefore",
    value: "2026-01-31",
    help: "jobs created before this time",
  },
  limit: { commands: ["list"], argument: "limit", value: "10", help: "the largest number of jobs, 20 by default" },
  json: { commands: all, help: "print JSON" },
  quiet: { commands: ["wait"], help: "print no progress" },
  "base-url": {
    commands: all,
    argument: "connection.baseUrl",
    value: "URL",
    help: "the address of the API (PORTKEY_BASE_URL)",
  },
  provider: {
    commands: all,
    argument: "connection.provider",
    value: "NAME",
    help: "the provider's @slug or name (PORTKEY_PROVIDER)",
  },
  config: {
    commands: all,
    argument: "connection.config",
    value: "SLUG",
    help: "a config's slug (PORTKEY_CONFIG)",
  },
  "allow-insecure-http": {
    commands: all,
    argument: "connection.allowInsecureHttp",
    help: "allow unencrypted http to hosts other than this machine",
  },
} as const satisfies Readonly<Record<string, Option>>;

/** A name of several words, such as `createdAfter`, which differs from ordinary words. */
const compoundName = /(?<!["\w.:])[a-z]+(?:[A-Z][a-z]+)+\b/g;

export type OptionName = keyof typeof optionTable;
export const optionNames = Object.keys(optionTable) as readonly OptionName[];

/** The parsed words after the command's name. */
export interface CommandLine {
  /** The arguments and settings from the options, by name. */
  readonly given: Readonly<Record<string, unknown>>;
  readonly isGiven: (name: OptionName) => boolean;
  readonly operands: readonly string[];
}

/** Returns an option, in the type that all entries share. */
export function optionOf(name: OptionName): Option {
  return optionTable[name];
}

/** Lists the options of a command. */
export function optionsOf(command: CommandName): OptionName[] {
  return optionNames.filter((name) => optionOf(name).commands.includes(command));
}

/** Rewrites a message about arguments so that it names the options that the user typed. */
export function asTyped({ argument, message }: InvalidArgumentError): string {
  const option = optionNames.find((name) => optionOf(name).argument === argument);
  const typed = option === undefined ? message : `--${option}${message.slice(argument.length)}`;
  return typed.replaceAll(compoundName, (word) => {
    const meant = optionNames.find((name) => optionOf(name).argument?.split(".").at(-1) === word);
    return meant === undefined ? word : `--${meant}`;
  });
}

/**
 * Parses the words after a command's name.
 *
 * @throws InvalidArgumentError with the option.
 */
export function parseCommandLine(command: CommandName, typed: readonly string[]): CommandLine {
  const known = optionsOf(command);
  const { tokens, values, positionals } = parseArgs({
    args: [...typed],
    allowPositionals: true,
    strict: false,
    tokens: true,
    options: Object.fromEntries(
      known.map((name) => {
        const { value, gather } = optionOf(name);
        return [name, { type: value === undefined ? "boolean" : "string", multiple: gather !== undefined } as const];
      }),
    ),
  });
  for (const token of tokens) {
    if (token.kind === "option") {
      checkOption(known, token);
    }
  }
  const given = known.flatMap((name) => {
    const { argument, gather } = optionOf(name);
    const value = values[name];
    const gathered = Array.isArray(value) ? gather?.(value.map(String)) : value;
    return argument === undefined || value === undefined ? [] : [[argument, gathered] as const];
  });
  return {
    given: Object.fromEntries(given),
    isGiven: (name) => values[name] !== undefined,
    operands: positionals,
  };
}

function pairsIn(texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    texts.map((pair) => {
      const [, key, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
      if (key === undefined || value === undefined) {
        throw new InvalidArgumentError("metadata", "it must have the form KEY=VALUE");
      }
      return [key, value];
    }),
  );
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  /** Whether the value follows `=`. */
  readonly inlineValue: boolean | undefined;
}

function checkOption(known: readonly OptionName[], { name, rawName, value: given, inlineValue }: OptionToken): void {
  const option = known.find((one) => one === name);
  if (option === undefined || !rawName.startsWith("--")) {
    const names = known.map((one) => `--${one}`);
    throw new InvalidArgumentError(
      shown(rawName, longestExcerpt),
      unknownName("option", shown(rawName, longestExcerpt), names),
    );
  }
  const { value } = optionOf(option);
  if (value === undefined) {
    if (given !== undefined) {
      throw new InvalidArgumentError(rawName, "it takes no value");
    }
  } else if (given === undefined || given === "" || (given.startsWith("--") && inlineValue !== true)) {
    throw new InvalidArgumentError(rawName, `it needs a value, such as ${rawName}=${value.split("|")[0]}`);
  }
}
