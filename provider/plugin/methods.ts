import { InvalidArgumentError } from "../errors/argumentErrors";
import { isRecord } from "../text/json";
import { unknownName } from "../text/nearest";
import type { Redact } from "../text/redact";
import { missingModel } from "../waiting/missingModel";
import type { Outputs } from "./component";
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
  /** Whether an operator has said that this operation waits for nothing. */
  readonly skipsWait: boolean;
}

/** What each method makes of a job that is known to have no model. */
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
 * Returns what a method of the component gives: a model's name, {@link unknownValue} where a preview does not know it yet, and either marked as a
 * secret where what it is made of is one.
 *
 * @throws MissingModelError.
 */
export function callMethod(call: MethodCall): unknown {
  const name = call.token.startsWith(tokenPrefix) ? call.token.slice(tokenPrefix.length) : call.token;
  if (!isMethod(name)) {
    throw new InvalidArgumentError(call.token, unknownName("method", name, Object.keys(withoutModel)));
  }
  const { args, component } = call;
  const value = component.outputs["fineTunedModel"] ?? withoutModel[name](call);
  return component.secrets.has("fineTunedModel") || args.secrets.has("fallback") ? secret(value) : value;
}

function isMethod(name: string): name is keyof typeof withoutModel {
  return Object.hasOwn(withoutModel, name);
}
