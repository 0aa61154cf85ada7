import { isDeepStrictEqual } from "node:util";
import { PluginInfo, type PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import {
  CheckFailure,
  CheckResponse,
  ConfigureResponse,
  ConstructResponse,
  DiffResponse,
  GetSchemaResponse,
  InvokeResponse,
  ProviderHandshakeResponse,
  type CheckRequest,
  type ConfigureRequest,
  type ConstructRequest,
  type DiffRequest,
  type InvokeRequest,
  type ProviderHandshakeRequest,
} from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { systemClock, type Clock } from "../http/clock";
import { withMasked } from "../errors/portkeyError";
import { JobsClient } from "../jobs/jobsClient";
import type { Environment } from "../settings/sources";
import { redactor } from "../text/redact";
import { Waiter } from "../waiting/waiter";
import { readComponent } from "./component";
import { checkConfiguration, configurationOf, type Configuration } from "./configuration";
import { Engine } from "./engine";
import { invoke } from "./functions";
import { register, urnOf } from "./monitor";
import { receive, secret, secretTexts, send } from "./values";

export interface PluginOptions {
  readonly version: string;
  /** The package's schema, as JSON. */
  readonly schema: string;
  readonly environment?: Environment;
  readonly clock?: Clock;
}

/** The package as one provider of a stack serves it: its functions and its component; no resources to create, change or delete. */
export class PortkeyPlugin {
  readonly engine = new Engine();
  private readonly environment: Environment;
  private readonly clock: Clock;
  private readonly client: JobsClient;
  private readonly waiter: Waiter;
  private readonly cancelling = new AbortController();
  private configuration: Configuration = () => undefined;

  constructor(private readonly options: PluginOptions) {
    const { environment = process.env, clock = systemClock } = options;
    this.environment = environment;
    this.clock = clock;
    this.client = new JobsClient(clock);
    this.waiter = new Waiter(this.client, clock);
  }

  /** Is aborted when all that is under way has to end. */
  get cancelled(): AbortSignal {
    return this.cancelling.signal;
  }

  /** What it answers, by the method of the service. */
  readonly answers = {
    handshake: (request: ProviderHandshakeRequest) => {
      this.engine.connect(request.getEngineAddress());
      const response = new ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      return response;
    },
    attach: (request: PluginAttach) => {
      this.engine.connect(request.getAddress());
      return new Empty();
    },
    getPluginInfo: () => {
      const response = new PluginInfo();
      response.setVersion(this.options.version);
      return response;
    },
    getSchema: () => {
      const response = new GetSchemaResponse();
      response.setSchema(this.options.schema);
      return response;
    },
    checkConfig: (request: CheckRequest) => this.checkConfig(request),
    diffConfig: (request: DiffRequest) => {
      // Another key is no other provider: nothing that was read with the old one has to be replaced.
      const changed = !isDeepStrictEqual(request.getOldInputs()?.toJavaScript(), request.getNews()?.toJavaScript());
      const response = new DiffResponse();
      response.setChanges(changed ? DiffResponse.DiffChanges.DIFF_SOME : DiffResponse.DiffChanges.DIFF_NONE);
      return response;
    },
    configure: (request: ConfigureRequest) => {
      this.configuration = configurationOf(receive(request.getArgs()));
      const response = new ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      return response;
    },
    invoke: (request: InvokeRequest, signal: AbortSignal) => this.invoke(request, signal),
    construct: (request: ConstructRequest, signal: AbortSignal) => this.construct(request, signal),
    cancel: () => {
      this.cancelling.abort();
      return new Empty();
    },
  } as const;

  private checkConfig(request: CheckRequest): CheckResponse {
    const { failures, warnings } = checkConfiguration(receive(request.getNews()));
    warnings.forEach((warning) => this.engine.warn(request.getUrn(), warning));
    const response = new CheckResponse();
    response.setInputs(request.getNews());
    response.setFailuresList(
      failures.map((reason) => {
        // Without the property's name: the engine would print its value, which may be a credential.
        const failure = new CheckFailure();
        failure.setReason(reason);
        return failure;
      }),
    );
    return response;
  }

  private async invoke(request: InvokeRequest, signal: AbortSignal): Promise<InvokeResponse> {
    const { configuration, environment, client } = this;
    const args = receive(request.getArgs());
    const answer = await invoke({ token: request.getTok(), args, configuration, environment, client, signal });
    const response = new InvokeResponse();
    response.setReturn(send({ ...answer }));
    return response;
  }

  private async construct(request: ConstructRequest, signal: AbortSignal): Promise<ConstructResponse> {
    const { configuration, environment, client, waiter, engine, clock } = this;
    const inputs = receive(request.getInputs());
    const urn = urnOf(request);
    const preview = request.getDryrun();
    const timeouts = request.getCustomtimeouts()?.toObject();
    const customTimeouts = timeouts && { ...timeouts, delete: timeouts.pb_delete };
    const known = { configuration, environment, client, waiter, engine, clock, customTimeouts };
    const outputs = await readComponent({ urn, preview, inputs, signal, ...known }).catch((error: unknown) => {
      throw withMasked(error, redactor(secretTexts(inputs)));
    });
    const secrets = new Set([...request.getAdditionalsecretoutputsList(), ...inputs.secrets.keys()]);
    const state = send(
      Object.fromEntries(
        Object.entries(outputs).map(([name, value]) => [name, secrets.has(name) ? secret(value) : value]),
      ),
    );
    const response = new ConstructResponse();
    response.setUrn(await register(request, state));
    response.setState(state);
    return response;
  }
}
