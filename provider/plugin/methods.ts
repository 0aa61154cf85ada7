import { isRecord } from "../text/json";
import type { Redact } from "../text/redact";
import { missingModel } from "../waiting/missingModel";
import type { Outputs } from "./component";
import { nameIn } from "./tokens";
import { secret, unknownValue, type Decoded } from "./values";

const tokenPrefix = "portkey:index:FineTuningJob/";

/** A component that this operation has read. */
export interface KnownComponent {
  readonly outputs: Outputs;
  /** The names of outputs that are secret. */
  readonly secrets: ReadonlySet<string>;
  readonly redact: Redact;
}

interface MethodCall {
  /** `portkey:index:FineTuningJob/requireFineTunedModel`. */
  readonly token: string;
  readonly args: Decoded;
  readonly component: KnownComponent;
  /** Whether the operator has turned off waits for this operation. */
  readonly skipsWait: boolean;
}

/** What each method does for a job without a model. */
const withoutModel = {
  requireFineTunedModel: ({ component: { outputs, redact }, skipsWait }: MethodCall): unknown => {
    const { jobId, status, error } = outputs;
    const message = isRecord(error) && typeof error["message"] === "string" ? redact(error["message"]) : undefined;
    const job = { status: redact(String(status)), ...(message !== undefined && { error: { message } }) };
    throw missingModel(redact(String(jobId)), job, skipsWait);
  },
  fineTunedModelOr: ({ args }: MethodCall): unknown =>
    args.unknowns.has("fallback") ? unknownValue : args.values["fallback"],
} as const;

/**
 * Returns the result of a method: a model's name, or {@link unknownValue} if a preview does not know it yet. It is secret if the model or
 * the fallback is.
 *
 * @throws MissingModelError.
 */
export function callMethod(call: MethodCall): unknown {
  const name = nameIn(withoutModel, "method", call.token, tokenPrefix);
  const { args, component } = call;
  const value = component.outputs["fineTunedModel"] ?? withoutModel[name](call);
  return component.secrets.has("fineTunedModel") || args.secrets.has("fallback") ? secret(value) : value;
}
