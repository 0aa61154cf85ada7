import { status, type sendUnaryData, type ServerUnaryCall, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { presentable } from "../errors/internalError";
import type { PortkeyPlugin } from "./plugin";

/** Handles one kind of request. `signal` is aborted when the engine cancels the request or the whole operation. */
type Handler<Request, Response> = (request: Request, signal: AbortSignal) => Promise<Response> | Response;

/** Returns the gRPC service of the plugin. Methods that it does not implement return an error. */
export function serviceOf(plugin: PortkeyPlugin): UntypedServiceImplementation {
  const implementation: UntypedServiceImplementation = Object.fromEntries(
    Object.keys(ResourceProviderService).map((method) => [method, unimplemented(method)]),
  );
  for (const [method, answer] of Object.entries(plugin.answers)) {
    implementation[method] = unary(answer as Handler<unknown, unknown>, plugin.cancelled);
  }
  return implementation;
}

function unary<Request, Response>(answer: Handler<Request, Response>, cancelled: AbortSignal) {
  return (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>): void => {
    const givenUp = new AbortController();
    const giveUp = (): void => givenUp.abort();
    call.once("cancelled", giveUp);
    const signal = AbortSignal.any([givenUp.signal, cancelled]);
    Promise.resolve()
      .then(() => answer(call.request, signal))
      // Work that continues after the response does not belong to the request.
      .finally(() => call.off("cancelled", giveUp))
      .then(
        (response) => callback(null, response),
        (error: unknown) =>
          callback(
            signal.aborted
              ? { code: status.CANCELLED, details: "It was stopped, because the deployment failed or was cancelled." }
              : { code: status.UNKNOWN, details: presentable(error).message },
          ),
      );
  };
}

function unimplemented(method: string) {
  return (_call: unknown, callback: sendUnaryData<unknown>): void =>
    callback({
      code: status.UNIMPLEMENTED,
      details: `The portkey package does not support ${method}: it has only functions and a component.`,
    });
}
