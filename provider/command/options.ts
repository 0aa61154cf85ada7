import { parseArgs } from "node:util";
import { InvalidArgumentError } from "../errors/argumentErrors";
import { unknownName } from "../text/nearest";
import { longestExcerpt, shown } from "../text/shown";

const filtering = ["wait", "list"] as const;
const all = ["wait", "status", "list"] as const;
export type CommandName = (typeof all)[number];

interface Option {
  readonly commands: readonly CommandName[];
  /** The argument or setting that it gives, as messages name that: `limit`, `connection.baseUrl`. */
  readonly argument?: string;
  /** What stands for its value in the help; left out, it has none. */
  readonly value?: string;
  /** Makes one argument of all that is typed for it; left out, it may be given once. */
  readonly gather?: (texts: readonly string[]) => unknown;
  readonly help: string;
}

/** Every option. No credential is one: what is typed stands in shell histories and process lists. */
const optionTable = {
  for: {
    commands: ["wait"],
    argument: "waitFor",
    value: "succeeded|finished",
    help: "what to wait for: succeeded (the default), or finished: any end, which is no error",
  },
  timeout: {
    commands: ["wait"],
    argument: "timeout",
    value: "5h",
    help: "how long to wait at most, 6h by default; 0 looks once",
  },
  "poll-interval": {
    commands: ["wait"],
    argument: "pollInterval",
    value: "30s",
    help: "the time between two reads; left out, it adapts",
  },
  latest: { commands: ["wait"], help: "wait for the newest job that fits the filters, in place of JOB_ID" },
  suffix: { commands: filtering, argument: "suffix", value: "support-bot", help: "jobs started with this suffix" },
  model: { commands: filtering, argument: "model", value: "BASE_MODEL", help: "jobs that train this base model" },
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
    help: "jobs with this status; can be repeated (wait: any but failed and cancelled by default)",
  },
  "created-after": {
    commands: filtering,
    argument: "createdAfter",
    value: "2026-01-31",
    help: "jobs created then or later",
  },
  "created-before": {
    commands: filtering,
    argument: "createdBefore",
    value: "2026-01-31",
    help: "jobs created before",
  },
  limit: { commands: ["list"], argument: "limit", value: "10", help: "how many jobs at most, 20 by default" },
  json: { commands: all, help: "print JSON" },
  quiet: { commands: ["wait"], help: "print no progress" },
  "base-url": {
    commands: all,
    argument: "connection.baseUrl",
    value: "URL",
    help: "where the API is (PORTKEY_BASE_URL)",
  },
  provider: {
    commands: all,
    argument: "connection.provider",
    value: "NAME",
    help: "the provider's name or @slug (PORTKEY_PROVIDER)",
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
    help: "allow plain http to a host that is not this machine",
  },
} as const satisfies Readonly<Record<string, Option>>;

export type OptionName = keyof typeof optionTable;
export const optionNames = Object.keys(optionTable) as readonly OptionName[];

/** What was typed behind a command's name. */
export interface CommandLine {
  /** The arguments and settings that its options give, by their names. */
  readonly given: Readonly<Record<string, unknown>>;
  readonly isGiven: (name: OptionName) => boolean;
  readonly operands: readonly string[];
}

/** Finds an option, in the one type that all entries share. */
export function optionOf(name: OptionName): Option {
  return optionTable[name];
}

/** Lists the options of a command. */
export function optionsOf(command: CommandName): OptionName[] {
  return optionNames.filter((name) => optionOf(name).commands.includes(command));
}

/** Says what is wrong with an argument by the name of the option that was typed for it. */
export function asTyped({ argument, message }: InvalidArgumentError): string {
  const option = optionNames.find((name) => optionOf(name).argument === argument);
  return option === undefined ? message : `--${option}${message.slice(argument.length)}`;
}

/**
 * Parses what was typed behind a command's name.
 *
 * @throws InvalidArgumentError that names the option.
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
        throw new InvalidArgumentError("metadata", "it is written KEY=VALUE");
      }
      return [key, value];
    }),
  );
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  /** Whether the value stands behind `=`. */
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
