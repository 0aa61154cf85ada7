import { parseDuration } from "../settings/duration";
import { oneOf, optional, type Parsers } from "../settings/parse";
import { asItIs } from "../text/redact";
import { findText, type SettingsSources } from "../settings/sources";

export const checkModelChoices = ["off", "warn", "require"] as const;
/** What a deployment makes of a model that is gone, or about to be. */
export type CheckModel = (typeof checkModelChoices)[number];

/** Which models are warned of, and which fail the deployment. */
export interface ModelCheck {
  /** Models that end within so many milliseconds are warned of; undefined where nothing is. */
  readonly warnWithinMs: number | undefined;
  /** Models that end within so many milliseconds fail, as those do of which nothing can be known; undefined where nothing does. */
  readonly requireForMs: number | undefined;
}

/** The arguments of a job that say how its model is checked. */
export interface CheckArguments {
  readonly checkModel: CheckModel | undefined;
  /** Milliseconds. */
  readonly checkModelWithin: number | undefined;
}

const parseCheckModel = oneOf(checkModelChoices);
/** How the arguments are parsed that say how models are checked. */
export const checkParsers: Parsers<CheckArguments> = {
  checkModel: optional(parseCheckModel),
  checkModelWithin: optional(parseDuration),
};

const quarterMs = 90 * 86_400_000;

/**
 * Says how a job's model is checked: as its arguments say, else as the stack's config or the environment does, else by warning.
 *
 * @throws InvalidArgumentError that names the place of what makes no sense.
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
