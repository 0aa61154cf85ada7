import {
  credentials,
  Server,
  ServerCredentials,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServiceError,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogSeverity, type LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceProviderClient, ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  CallRequest,
  CheckRequest,
  ConfigureRequest,
  ConstructRequest,
  InvokeRequest,
  ProviderHandshakeRequest,
  type CallResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import {
  RegisterResourceResponse,
  type RegisterResourceOutputsRequest,
  type RegisterResourceRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import type { Clock } from "../../provider/http/clock";
import { get } from "../../provider/http/transport";
import { JobsClient } from "../../provider/jobs/jobsClient";
import { PortkeyPlugin } from "../../provider/plugin/plugin";
import { SimulatedClock } from "../../sdk/testing/simulatedClock";
import { signatureKey } from "../../provider/text/pulumiMarks";
import { serviceOf } from "../../provider/plugin/service";

export type Properties = Record<string, JavaScriptValue>;

export interface LoggedLine {
  readonly severity: number;
  readonly urn: string;
  readonly message: string;
  readonly ephemeral: boolean;
}

/** What a component was registered with. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  readonly custom: boolean;
  readonly inputs: unknown;
  readonly outputs?: unknown;
}

const project = "test";
const stack = "dev";

/** The plugin behind a real gRPC server, asked as an engine asks it, with what an engine has for it: a log and a resource monitor. */
export class PluginHost {
  readonly log: LoggedLine[] = [];
  readonly registered: Registered[] = [];

  private constructor(
    readonly plugin: PortkeyPlugin,
    readonly client: ResourceProviderClient,
    private readonly servers: readonly Server[],
    private readonly engineAddress: () => string,
  ) {}

  static async start({
    clock,
    schema = "{}",
  }: { readonly clock?: Clock; readonly schema?: string } = {}): Promise<PluginHost> {
    const jobs =
      clock instanceof SimulatedClock ? new JobsClient(clock, clock.whileItStands(get)) : new JobsClient(clock);
    const plugin = new PortkeyPlugin({ version: "0.1.0", schema, environment: {}, client: jobs });
    const engine = new Server();
    const server = new Server();
    server.addService(ResourceProviderService, serviceOf(plugin));
    const address = await listen(server);
    const client = new ResourceProviderClient(address, credentials.createInsecure());
    let engineAddress = "";
    const host = new PluginHost(plugin, client, [server, engine], () => engineAddress);
    engine.addService(EngineService, host.engineService());
    engine.addService(ResourceMonitorService, host.monitorService());
    engineAddress = await listen(engine);
    await host.handshake();
    return host;
  }

  /** Shakes hands as an engine does. Returns whether the plugin takes outputs in functions' arguments. */
  async handshake({ acceptsOutputsInInvoke = false } = {}): Promise<boolean> {
    const request = new ProviderHandshakeRequest();
    request.setEngineAddress(this.engineAddress());
    request.setAcceptsOutputsInInvoke(acceptsOutputsInInvoke);
    const response = await call<{ getAcceptsOutputsInInvoke(): boolean }>((done) =>
      this.client.handshake(request, done),
    );
    return response.getAcceptsOutputsInInvoke();
  }

  async configure(args: Properties): Promise<void> {
    const request = new ConfigureRequest();
    request.setArgs(Struct.fromJavaScript(args));
    await call((done) => this.client.configure(request, done));
  }

  /** Returns what is wrong with a provider's arguments: the property and the reason of each. */
  async checkConfig(news: Properties): Promise<ReadonlyArray<readonly [string, string]>> {
    const request = new CheckRequest();
    request.setUrn(`urn:pulumi:${stack}::${project}::pulumi:providers:portkey::default`);
    request.setNews(Struct.fromJavaScript(news));
    const response = await call<{ getFailuresList(): { getProperty(): string; getReason(): string }[] }>((done) =>
      this.client.checkConfig(request, done),
    );
    return response.getFailuresList().map((failure) => [failure.getProperty(), failure.getReason()]);
  }

  async invoke(name: string, args: Properties): Promise<unknown> {
    const request = new InvokeRequest();
    request.setTok(`portkey:index:${name}`);
    request.setArgs(Struct.fromJavaScript(args));
    const response = await call<{ getReturn(): Struct | undefined }>((done) => this.client.invoke(request, done));
    return response.getReturn()?.toJavaScript();
  }

  /** Starts to construct the component; `giveUp` is what an engine does when its program has failed. */
  construct(
    inputs: Properties,
    {
      preview = false,
      parent = "",
      secretOutputs = [] as string[],
      customTimeouts = {} as { read?: string; create?: string; delete?: string },
    } = {},
  ): { readonly outputs: Promise<Record<string, unknown>>; readonly giveUp: () => void } {
    const request = new ConstructRequest();
    request.setProject(project);
    request.setStack(stack);
    request.setType("portkey:index:FineTuningJob");
    request.setName("support-bot");
    request.setParent(parent);
    request.setDryrun(preview);
    request.setAdditionalsecretoutputsList(secretOutputs);
    const timeouts = new ConstructRequest.CustomTimeouts();
    timeouts.setRead(customTimeouts.read ?? "");
    timeouts.setCreate(customTimeouts.create ?? "");
    timeouts.setDelete(customTimeouts.delete ?? "");
    request.setCustomtimeouts(timeouts);
    request.setMonitorendpoint(this.engineAddress());
    request.setInputs(Struct.fromJavaScript(inputs));
    let giveUp = (): void => undefined;
    const outputs = call<{ getState(): Struct | undefined }>((done) => {
      const under = this.client.construct(request, done);
      giveUp = () => under.cancel();
    }).then((response) => ({ ...response.getState()?.toJavaScript() }));
    return { outputs, giveUp: () => giveUp() };
  }

  /** Constructs a component that fails. Returns the errors on its line, and the error that its program gets. */
  async failureOf(inputs: Properties): Promise<{ readonly shown: readonly string[]; readonly program: string }> {
    const before = this.log.length;
    const program = await this.construct(inputs).outputs.then(
      () => "",
      (error: unknown) => (error instanceof Error ? error.message : ""),
    );
    const errors = this.log.slice(before).filter(({ severity }) => severity === LogSeverity.ERROR);
    return { shown: errors.map(({ message }) => message), program };
  }

  /** Calls a method of the component that was constructed last. Returns what it gives, and on what that depends. */
  async call(
    method: string,
    args: Properties = {},
  ): Promise<{ readonly value: unknown; readonly dependencies: string[] }> {
    const request = new CallRequest();
    request.setTok(`portkey:index:FineTuningJob/${method}`);
    request.setMonitorendpoint(this.engineAddress());
    const self = { [signatureKey]: "5cf8f73096256a8f31e491e813e4eb8e", urn: "urn:of:support-bot" };
    request.setArgs(Struct.fromJavaScript({ __self__: self, ...args }));
    const ofFallback = new CallRequest.ArgumentDependencies();
    ofFallback.setUrnsList(["urn:of:fallback"]);
    request.getArgdependenciesMap().set("fallback", ofFallback);
    const response = await call<CallResponse>((done) => this.client.call(request, done));
    return {
      value: response.getReturn()?.toJavaScript()["fineTunedModel"],
      dependencies: response.getReturndependenciesMap().get("fineTunedModel")?.getUrnsList() ?? [],
    };
  }

  async cancel(): Promise<void> {
    await call((done) => this.client.cancel(new Empty(), done));
  }

  /** Ends what the plugin talks to, but not the plugin. */
  closeEngine(): void {
    this.servers.at(1)?.forceShutdown();
  }

  close(): void {
    this.client.close();
    this.servers.forEach((server) => server.forceShutdown());
  }

  private engineService(): UntypedServiceImplementation {
    return answering(EngineService, {
      log: (request: LogRequest) => {
        this.log.push({
          severity: request.getSeverity(),
          urn: request.getUrn(),
          message: request.getMessage(),
          ephemeral: request.getEphemeral(),
        });
        return new Empty();
      },
    });
  }

  private monitorService(): UntypedServiceImplementation {
    return answering(ResourceMonitorService, {
      registerResource: (request: RegisterResourceRequest) => {
        this.registered.push({
          type: request.getType(),
          name: request.getName(),
          parent: request.getParent(),
          custom: request.getCustom(),
          inputs: request.getObject()?.toJavaScript(),
        });
        const response = new RegisterResourceResponse();
        response.setUrn(`urn:of:${request.getName()}`);
        return response;
      },
      registerResourceOutputs: (request: RegisterResourceOutputsRequest) => {
        const last = this.registered.pop();
        if (last !== undefined) {
          this.registered.push({ ...last, outputs: request.getOutputs()?.toJavaScript() });
        }
        return new Empty();
      },
    });
  }
}

/** Answers these methods of a service; the others are not asked. */
function answering(
  service: object,
  answers: Readonly<Record<string, (request: never) => unknown>>,
): UntypedServiceImplementation {
  return Object.fromEntries(
    Object.keys(service).map((method) => [
      method,
      ({ request }: ServerUnaryCall<unknown, unknown>, done: sendUnaryData<unknown>) => {
        const answer = answers[method];
        if (answer === undefined) {
          done(new Error(`the test's engine answers no ${method}`));
        } else {
          done(null, answer(request as never));
        }
      },
    ]),
  );
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
      error === null ? resolve(`127.0.0.1:${port}`) : reject(error),
    );
  });
}

/** Asks, and rejects with what the other side says of an error. */
function call<Response>(
  ask: (done: (error: ServiceError | null, response: Response) => void) => void,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    ask((error, response) => (error === null ? resolve(response) : reject(new Error(error.details))));
  });
}
