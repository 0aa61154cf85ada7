import { parseDuration } from "../settings/duration";
import { oneOf, optional, type Parsers } from "../settings/parse";
import { asItIs } from "../text/redact";
import { findText, type SettingsSources } from "../settings/sources";

export const checkModelChoices = ["off", "warn", "require"] as const;
/** What a deployment does about a model that was shut down or deleted, or will be soon. */
export type CheckModel = (typeof checkModelChoices)[number];

/** When a model causes a warning, and when it fails the deployment. */
export interface ModelCheck {
  /** Warn about models that are shut down within this time in milliseconds; undefined for no warnings. */
  readonly warnWithinMs: number | undefined;
  /** Fail for models that are shut down within this time in milliseconds, or that can't be checked; undefined to never fail. */
  readonly requireForMs: number | undefined;
}

/** The arguments of a job that control the model check. */
export interface CheckArguments {
  readonly checkModel: CheckModel | undefined;
  /** Milliseconds. */
  readonly checkModelWithin: number | undefined;
}

const parseCheckModel = oneOf(checkModelChoices);
/** The parsers of these arguments. */
export const checkParsers: Parsers<CheckArguments> = {
  checkModel: optional(parseCheckModel),
  checkModelWithin: optional(parseDuration),
};

const quarterMs = 90 * 86_400_000;

/**
 * Returns how a job's model is checked: by its arguments, else by the stack config or the environment, else with a warning.
 *
 * @throws InvalidArgumentError with the place of the wrong value.
 */
export function modelCheckOf({ checkModel, checkModelWithin }: CheckArguments, sources: SettingsSources): ModelCheck {
  const found = checkModel === undefined ? findText("checkModel", sources) : undefined;
  switch (checkModel ?? (found ? parseCheckModel(found.value, found.argument, asItIs) : "warn")) {
    case "off":
      return { warnWithinMs: undefined, requireForMs: undefined };
    case "warn":
      return { warnWithinMs: checkModelWithin ?? quarterMs, requireForMs: undefined };
    case "require":
      return checkModelWithin === undefined
        ? { warnWithinMs: quarterMs, requireForMs: 0 }
        : { warnWithinMs: undefined, requireForMs: checkModelWithin };
  }
}
