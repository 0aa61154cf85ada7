import { answer, errorShapes, type Fault } from "./faults";

/** The state of a model: available until a day, or gone. */
export interface ModelState {
  /** The day on which it is shut down, `YYYY-MM-DD`. */
  readonly shutdownDate?: string;
  /** Whether the model was deleted, or the key has no access to it. */
  readonly gone?: boolean;
}

/** Responds to a request for a model. A model without a script gets a 404, as from a gateway without this route. */
export function answerOfModel(id: string, model: ModelState | undefined, headers: Record<string, string>): Fault {
  if (model === undefined) {
    return answer(404, errorShapes.gateway("Not found"), headers);
  }
  if (model.gone === true) {
    const message = `The model '${id}' does not exist or you do not have access to it.`;
    return answer(404, errorShapes.provider(message, "model_not_found"), headers);
  }
  const shutdown_date = model.shutdownDate ?? null;
  return answer(200, { id, object: "model", created: 1721764800, owned_by: "acme", shutdown_date }, headers);
}
