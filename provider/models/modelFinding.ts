import { ModelUnavailableError } from "../errors/jobErrors";
import type { Settings } from "../settings/settings";
import type { Redact } from "../text/redact";
import { longestMessage, shown } from "../text/shown";
import { countOf } from "../text/words";
import type { ModelEnd, ModelLookout, ModelOfJob } from "./modelLookout";

const dayMs = 86_400_000;

/** A job whose model is checked. */
export interface LookedAt extends ModelOfJob {
  /** The id for messages. */
  readonly jobId: string;
}

/**
 * Returns a warning about a job's model, or undefined if there is none. It never throws.
 *
 * @param withinMs Warn about a shutdown within this time; undefined for no warnings.
 */
export async function modelWarning(
  lookout: ModelLookout,
  settings: Settings,
  job: LookedAt,
  withinMs: number | undefined,
  signal?: AbortSignal,
): Promise<string | undefined> {
  if (withinMs === undefined || job.fineTunedModel === null) {
    return undefined;
  }
  // It is only a warning, so there are no retries.
  const end = await lookout.endOf(settings, job.fineTunedModel, job, { maxRetries: 0, signal });
  const finding = findingIn(end, lookout.clock.now(), withinMs, settings.redact);
  return finding && new ModelUnavailableError(job.jobId, named(job.fineTunedModel, settings.redact), finding).message;
}

/**
 * Throws if a job's model does not exist, or can't be checked.
 *
 * @param forMs How long the model must still exist; undefined if it need not.
 * @throws ModelUnavailableError; the signal's reason.
 */
export async function requireModel(
  lookout: ModelLookout,
  settings: Settings,
  job: LookedAt,
  forMs: number | undefined,
  signal?: AbortSignal,
): Promise<void> {
  if (forMs === undefined || job.fineTunedModel === null) {
    return;
  }
  const end = await lookout.endOf(settings, job.fineTunedModel, job, { signal });
  signal?.throwIfAborted();
  const finding =
    end.is === "unknown"
      ? `could not be checked, and checkModel is "require". Run again. If the error continues, set checkModel to "warn". The error: ${end.why}`
      : findingIn(end, lookout.clock.now(), forMs, settings.redact);
  if (finding !== undefined) {
    throw new ModelUnavailableError(job.jobId, named(job.fineTunedModel, settings.redact), finding);
  }
}

/** Describes what is wrong with a model, and what to do. A shutdown date starts at midnight UTC. */
function findingIn(end: ModelEnd, nowMs: number, withinMs: number, redact: Redact): string | undefined {
  switch (end.is) {
    case "gone":
      return end.base === undefined
        ? "is not available: it was deleted or shut down, or the key has no access to it. Start a new job and use its id, or use a key with access to the model."
        : `needs the base model ${named(end.base, redact)}, which is not available: it was shut down, or the key has no access to it. ${anotherBase}`;
    case "dated": {
      const leftMs = Date.parse(end.date) - nowMs;
      const days = countOf(Math.ceil(leftMs / dayMs), "day", "days");
      const base = end.base === undefined ? "" : `, together with its base model ${named(end.base, redact)}`;
      return leftMs > withinMs
        ? undefined
        : leftMs <= 0
          ? `was shut down on ${end.date}${base}. ${anotherBase}`
          : `will be shut down on ${end.date} (in ${days})${base}. ${anotherBase}`;
    }
    case "lasting":
    case "unknown":
      return undefined;
  }
}

const anotherBase = "Start a new job on a base model that is still supported, and use its id.";

function named(model: string, redact: Redact): string {
  return `"${shown(redact(model), longestMessage)}"`;
}
