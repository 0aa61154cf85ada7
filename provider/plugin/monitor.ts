import { credentials, type ServiceError } from "@grpc/grpc-js";
import type { ConstructRequest } from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorClient, ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import {
  RegisterResourceOutputsRequest,
  RegisterResourceRequest,
  SupportsFeatureRequest,
  type RegisterResourceResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

const stackType = "pulumi:pulumi:Stack";

/** Returns the urn that the engine will give a component, so that the wait can log before the component is registered. */
export function urnOf(request: ConstructRequest): string {
  const parentType = request.getParent().split("::")[2] ?? "";
  const type = parentType === "" || parentType === stackType ? [] : [parentType];
  const qualifiedType = [...type, request.getType()].join("$");
  return `urn:pulumi:${request.getStack()}::${request.getProject()}::${qualifiedType}::${request.getName()}`;
}

/**
 * Registers a component with its outputs. Returns its urn.
 *
 * @param pending The operation must not end before this promise, although nothing else awaits it.
 */
export async function register(request: ConstructRequest, outputs: Struct, pending: Promise<unknown>): Promise<string> {
  const monitor = new ResourceMonitorClient(request.getMonitorendpoint(), credentials.createInsecure());
  const over = holdOpen(monitor, pending);
  try {
    const registered = await new Promise<RegisterResourceResponse>((resolve, reject) => {
      monitor.registerResource(registration(request), settle(resolve, reject));
    });
    const urn = registered.getUrn();
    const done = new RegisterResourceOutputsRequest();
    done.setUrn(urn);
    done.setOutputs(outputs);
    await new Promise((resolve, reject) => {
      monitor.registerResourceOutputs(done, settle(resolve, reject));
    });
    return urn;
  } finally {
    void over.then(() => monitor.close());
  }
}

/**
 * Keeps an operation open until a task is done: the engine ends an operation when it has answered all requests, so this sends a request
 * that ends only then. Resolves when the request is answered, or fails.
 */
function holdOpen(monitor: ResourceMonitorClient, task: Promise<unknown>): Promise<unknown> {
  const { path, requestSerialize, responseDeserialize } = ResourceMonitorService.supportsFeature;
  return new Promise((resolve) => {
    const question = monitor.makeClientStreamRequest(path, requestSerialize, responseDeserialize, resolve);
    const ask = () => question.end(new SupportsFeatureRequest());
    task.then(ask, ask);
  });
}

/** Returns the registration of the component, with its resource options. */
function registration(request: ConstructRequest): RegisterResourceRequest {
  const registering = new RegisterResourceRequest();
  registering.setType(request.getType());
  registering.setName(request.getName());
  registering.setParent(request.getParent());
  registering.setCustom(false);
  registering.setAcceptsecrets(true);
  registering.setDependenciesList(request.getDependenciesList());
  registering.setAliasesList(request.getAliasesList());
  registering.setAliasspecs(true);
  registering.setAdditionalsecretoutputsList(request.getAdditionalsecretoutputsList());
  registering.setDeletedwith(request.getDeletedwith());
  registering.setObject(inputsOf(request));
  request.getProvidersMap().forEach((provider, name) => registering.getProvidersMap().set(name, provider));
  if (request.hasProtect()) {
    registering.setProtect(request.getProtect() ?? false);
  }
  if (request.hasRetainondelete()) {
    registering.setRetainondelete(request.getRetainondelete() ?? false);
  }
  const hooks = request.getResourceHooks();
  if (hooks !== undefined) {
    // The same message, declared in two files.
    registering.setHooks(RegisterResourceRequest.ResourceHooksBinding.deserializeBinary(hooks.serializeBinary()));
  }
  return registering;
}

/** Returns the arguments for the state and for transforms: all except the connection. */
function inputsOf(request: ConstructRequest): Struct {
  const inputs = new Struct();
  request
    .getInputs()
    ?.getFieldsMap()
    .forEach((value, name) => {
      if (name !== "connection") {
        inputs.getFieldsMap().set(name, value);
      }
    });
  return inputs;
}

function settle<Response>(resolve: (response: Response) => void, reject: (error: unknown) => void) {
  return (error: ServiceError | null, response: Response): void => (error === null ? resolve(response) : reject(error));
}
