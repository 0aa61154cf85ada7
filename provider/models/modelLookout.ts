import { NotFoundError } from "../errors/answerErrors";
import { presentable } from "../errors/internalError";
import { ConnectionError } from "../errors/requestErrors";
import { connectionKey } from "../http/client";
import type { Clock } from "../http/clock";
import type { RequestLimits } from "../http/requestLimits";
import type { FineTuningJobState } from "../jobs/fields";
import type { JobsClient } from "../jobs/jobsClient";
import type { Settings } from "../settings/settings";

const longestLookMs = 5_000;

/** The limits of a model check, in addition to its timeout. */
type LookLimits = Pick<RequestLimits, "maxRetries" | "signal">;

/** A job that may have a model. */
export type ModelOfJob = Pick<FineTuningJobState, "fineTunedModel" | "model">;

/** What one response says about a model. */
type Sight =
  | { readonly is: "there"; readonly shutdownDate: string | null }
  | { readonly is: "gone" }
  | { readonly is: "unknown"; readonly why: string };

/** What is known about the shutdown of a job's model. With `base`, it is known about its base model. */
export type ModelEnd =
  | { readonly is: "lasting" }
  | { readonly is: "dated"; readonly date: string; readonly base?: string }
  | { readonly is: "gone"; readonly base?: string }
  | { readonly is: "unknown"; readonly why: string };

/** Checks the models of one run's jobs. It reads each model once, even if several jobs use it. */
export class ModelLookout {
  private readonly sights = new Map<string, Promise<Sight>>();
  /** Aborted for a base URL that did not respond: later checks do not wait for it. */
  private readonly silent = new Map<string, AbortController>();

  /** @param client Its clock is used to compare dates. */
  constructor(private readonly client: JobsClient) {}

  get clock(): Clock {
    return this.client.clock;
  }

  /**
   * Checks a job's model and its base model, because a fine-tuned model is shut down with its base. It takes at most 5 s, and never throws.
   */
  async endOf(settings: Settings, model: string, job: ModelOfJob, limits: LookLimits = {}): Promise<ModelEnd> {
    const base = baseOf(job.model);
    const [own, ofBase] = await Promise.all([
      this.look(settings, model, limits),
      base === undefined || base === model ? undefined : this.look(settings, base, limits),
    ]);
    if (own.is === "gone") {
      return own;
    }
    if (own.is === "there" && own.shutdownDate !== null) {
      return { is: "dated", date: own.shutdownDate };
    }
    if (base !== undefined && ofBase?.is === "gone") {
      return { is: "gone", base };
    }
    if (base !== undefined && ofBase?.is === "there" && ofBase.shutdownDate !== null) {
      return { is: "dated", date: ofBase.shutdownDate, base };
    }
    return [own, ofBase].find((sight) => sight?.is === "unknown") ?? { is: "lasting" };
  }

  private look(settings: Settings, model: string, limits: LookLimits): Promise<Sight> {
    const key = JSON.stringify([model, connectionKey(settings)]);
    const sight = this.sights.get(key) ?? this.ask(settings, model, limits);
    this.sights.set(key, sight);
    return sight;
  }

  private async ask(settings: Settings, model: string, { maxRetries, signal }: LookLimits): Promise<Sight> {
    const silent = this.silent.get(settings.baseUrl) ?? new AbortController();
    this.silent.set(settings.baseUrl, silent);
    const limits = {
      withinMs: longestLookMs,
      signal: AbortSignal.any([silent.signal, ...(signal ? [signal] : [])]),
      ...(maxRetries === undefined ? {} : { maxRetries }),
    };
    try {
      return { is: "there", shutdownDate: (await this.client.readModel(settings, model, limits)).shutdownDate };
    } catch (error) {
      if (error instanceof ConnectionError) {
        silent.abort(error);
      }
      return isGone(error) ? { is: "gone" } : { is: "unknown", why: presentable(error).message };
    }
  }
}

/** The base model may itself be a fine-tuned model, whose name contains its own base model. */
function baseOf(model: string | null): string | undefined {
  return (model?.startsWith("ft:") === true ? model.split(":")[1] : model) ?? undefined;
}

/**
 * Returns whether the error means that the model does not exist. OpenAI's older responses have no code. Other 404s may come from a gateway
 * that does not know the path.
 */
function isGone(error: unknown): boolean {
  if (!(error instanceof NotFoundError)) {
    return false;
  }
  const { code = "invalid_request_error", summary } = error;
  const saysSo = /(?<!\/)\bmodel\b(?!\/).* does not exist/i.test(summary);
  return code === "model_not_found" || (code === "invalid_request_error" && saysSo);
}
