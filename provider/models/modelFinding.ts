import { ModelUnavailableError } from "../errors/jobErrors";
import type { Settings } from "../settings/settings";
import type { Redact } from "../text/redact";
import { longestMessage, shown } from "../text/shown";
import { countOf } from "../text/words";
import type { ModelEnd, ModelLookout, ModelOfJob } from "./modelLookout";

const dayMs = 86_400_000;

/** A job whose model is looked at. */
export interface LookedAt extends ModelOfJob {
  /** As messages name it. */
  readonly jobId: string;
}

/**
 * Says what there is to warn of; undefined where nothing is known against the job's model. It never throws.
 *
 * @param withinMs how far ahead an end is warned of; undefined where nothing is.
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
  // A courtesy, which is not asked for twice.
  const end = await lookout.endOf(settings, job.fineTunedModel, job, { maxRetries: 0, signal });
  const finding = findingIn(end, lookout.clock.now(), withinMs, settings.redact);
  return finding && new ModelUnavailableError(job.jobId, named(job.fineTunedModel, settings.redact), finding).message;
}

/**
 * Refuses a job whose model is gone, or can't be looked at.
 *
 * @param forMs how long it must be there still; undefined where it need not.
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
      ? `can't be looked at, and checkModel is "require". Run again; if it stays, set checkModel to "warn". The answer: ${end.why}`
      : findingIn(end, lookout.clock.now(), forMs, settings.redact);
  if (finding !== undefined) {
    throw new ModelUnavailableError(job.jobId, named(job.fineTunedModel, settings.redact), finding);
  }
}

/** Says what is known against a model, and what to do. The day of its end begins in UTC. */
function findingIn(end: ModelEnd, nowMs: number, withinMs: number, redact: Redact): string | undefined {
  switch (end.is) {
    case "gone":
      return end.base === undefined
        ? "is gone: it was deleted or shut down, or the key may not use it. Start a new job and put its id here, or use a key that may use this model."
        : `has lost its base model ${named(end.base, redact)}, which was shut down, or the key may not use it. ${anotherBase}`;
    case "dated": {
      const leftMs = Date.parse(end.date) - nowMs;
      const days = countOf(Math.ceil(leftMs / dayMs), "day", "days");
      const base = end.base === undefined ? "" : `, with its base model ${named(end.base, redact)}`;
      return leftMs > withinMs
        ? undefined
        : leftMs <= 0
          ? `has been shut down since ${end.date}${base}. ${anotherBase}`
          : `shuts down on ${end.date}, in ${days}${base}. ${anotherBase}`;
    }
    case "lasting":
    case "unknown":
      return undefined;
  }
}

const anotherBase = "Start a new job on a model that lives on, and put its id here.";

function named(model: string, redact: Redact): string {
  return `"${shown(redact(model), longestMessage)}"`;
}
