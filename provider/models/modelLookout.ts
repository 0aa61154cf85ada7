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

/** How a look is limited, besides its time. */
type LookLimits = Pick<RequestLimits, "maxRetries" | "signal">;

/** A job that may have a model. */
export type ModelOfJob = Pick<FineTuningJobState, "fineTunedModel" | "model">;

/** What one answer says of a model. */
type Sight =
  | { readonly is: "there"; readonly shutdownDate: string | null }
  | { readonly is: "gone" }
  | { readonly is: "unknown"; readonly why: string };

/** What is known of the end of a job's model. With `base` it is known of that model, on which it was fine-tuned. */
export type ModelEnd =
  | { readonly is: "lasting" }
  | { readonly is: "dated"; readonly date: string; readonly base?: string }
  | { readonly is: "gone"; readonly base?: string }
  | { readonly is: "unknown"; readonly why: string };

/** Looks at the models of one run's jobs. Each is asked for once, however many jobs share it. */
export class ModelLookout {
  private readonly sights = new Map<string, Promise<Sight>>();
  /** Aborted for a base URL from which no answer came: nobody waits for another one. */
  private readonly silent = new Map<string, AbortController>();

  /** @param client by whose clock dates are compared. */
  constructor(private readonly client: JobsClient) {}

  get clock(): Clock {
    return this.client.clock;
  }

  /** Looks at a job's model and the one on which it was fine-tuned, since nothing outlives its base. Takes 5 s at most, and never throws. */
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

/** A job may go on from a fine-tuned model, of which its own base is in the name. */
function baseOf(model: string | null): string | undefined {
  return (model?.startsWith("ft:") === true ? model.split(":")[1] : model) ?? undefined;
}

/** Tells whether an answer says of the model that it is not there. OpenAI's older ones have no code; other 404s may be those of a gateway that does not know the path. */
function isGone(error: unknown): boolean {
  if (!(error instanceof NotFoundError)) {
    return false;
  }
  const { code = "invalid_request_error", summary } = error;
  const saysSo = /(?<!\/)\bmodel\b(?!\/).* does not exist/i.test(summary);
  return code === "model_not_found" || (code === "invalid_request_error" && saysSo);
}
