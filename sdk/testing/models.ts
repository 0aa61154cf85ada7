import { answer, errorShapes, type Fault } from "./faults";

/** What a model is: there until a day, or gone. */
export interface ModelState {
  /** The day on which it is shut down, `YYYY-MM-DD`. */
  readonly shutdownDate?: string;
  /** Whether it was deleted, or the key may not use it. */
  readonly gone?: boolean;
}

/** Answers a question about a model; one that nobody has scripted is asked for in vain, as at a gateway without the route. */
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
