import { isDeepStrictEqual } from "node:util";
import { PluginInfo, type PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import {
  CallResponse,
  CheckFailure,
  CheckResponse,
  ConfigureResponse,
  ConstructResponse,
  DiffResponse,
  GetSchemaResponse,
  InvokeResponse,
  ProviderHandshakeResponse,
  type CallRequest,
  type CheckRequest,
  type ConfigureRequest,
  type ConstructRequest,
  type DiffRequest,
  type InvokeRequest,
  type ProviderHandshakeRequest,
} from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { seeErrorOfJob, presentable } from "../errors/internalError";
import { PortkeyError } from "../errors/portkeyError";
import { JobsClient } from "../jobs/jobsClient";
import { ModelLookout } from "../models/modelLookout";
import { skipsWaiting } from "../run";
import type { Environment } from "../settings/sources";
import { compact } from "../text/json";
import { readComponent } from "./component";
import { checkConfiguration, configurationOf, type Configuration } from "./configuration";
import { invoke } from "./functions";
import { EngineLog } from "./log";
import { callMethod, type KnownComponent } from "./methods";
import { register, urnOf } from "./monitor";
import { decode, encode, secret, type Decoded } from "./values";

interface PluginOptions {
  readonly version: string;
  /** The package's schema in JSON. */
  readonly schema: string;
  readonly environment?: Environment;
  readonly client?: JobsClient;
}

/** Refers to an error that the engine already shows with its component. */
class ExplainedError extends PortkeyError {
  constructor({ name }: PortkeyError) {
    super(`${name}: ${seeErrorOfJob}`);
  }
}

/** One provider of a stack, with the package's functions and component. It has no resources to create, update or delete. */
export class PortkeyPlugin {
  readonly log = new EngineLog();
  private readonly environment: Environment;
  private readonly client: JobsClient;
  private readonly lookout: ModelLookout;
  private readonly cancelling = new AbortController();
  /** The components that this operation has read, by urn. */
  private readonly components = new Map<string, KnownComponent>();
  private configuration: Configuration = () => undefined;

  constructor(private readonly options: PluginOptions) {
    const { environment = process.env, client = new JobsClient() } = options;
    this.environment = environment;
    this.client = client;
    this.lookout = new ModelLookout(client);
  }

  /** Aborted when all work must stop. */
  get cancelled(): AbortSignal {
    return this.cancelling.signal;
  }

  /** The implemented methods of the service. */
  readonly answers = {
    handshake: (request: ProviderHandshakeRequest) => {
      this.log.connect(request.getEngineAddress());
      const response = new ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      response.setAcceptsOutputsInInvoke(request.getAcceptsOutputsInInvoke());
      return response;
    },
    attach: (request: PluginAttach) => {
      this.log.connect(request.getAddress());
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
      // A new key does not make a new provider: nothing that was read with the old key must be replaced.
      const changed = !isDeepStrictEqual(request.getOldInputs()?.toJavaScript(), request.getNews()?.toJavaScript());
      const response = new DiffResponse();
      response.setChanges(changed ? DiffResponse.DiffChanges.DIFF_SOME : DiffResponse.DiffChanges.DIFF_NONE);
      return response;
    },
    configure: (request: ConfigureRequest) => {
      this.configuration = configurationOf(decode(request.getArgs()));
      const response = new ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      return response;
    },
    invoke: (request: InvokeRequest, signal: AbortSignal) => this.invoke(request, signal),
    construct: (request: ConstructRequest, signal: AbortSignal) =>
      this.explaining(urnOf(request), signal, () => this.construct(request, signal)),
    call: (request: CallRequest, signal: AbortSignal) => {
      const args = decode(request.getArgs());
      const urn = String(args.values["__self__"]);
      return this.explaining(urn, signal, () => this.call(request, urn, args));
    },
    cancel: () => {
      this.cancelling.abort();
      return new Empty();
    },
  } as const;

  private checkConfig(request: CheckRequest): CheckResponse {
    const { failures, warnings } = checkConfiguration(decode(request.getNews()));
    warnings.forEach((warning) => this.log.warn(request.getUrn(), warning));
    const response = new CheckResponse();
    response.setInputs(request.getNews());
    response.setFailuresList(
      failures.map((reason) => {
        // The property's name is left out, because the engine would print its value, which may be a credential.
        const failure = new CheckFailure();
        failure.setReason(reason);
        return failure;
      }),
    );
    return response;
  }

  private async invoke(request: InvokeRequest, signal: AbortSignal): Promise<InvokeResponse> {
    const { configuration, environment, client } = this;
    const args = decode(request.getArgs());
    const answer = await invoke({ token: request.getTok(), args, configuration, environment, client, signal });
    const response = new InvokeResponse();
    response.setReturn(encode({ ...answer }));
    return response;
  }

  private async construct(request: ConstructRequest, signal: AbortSignal): Promise<ConstructResponse> {
    const { configuration, environment, client, lookout, log } = this;
    const inputs = decode(request.getInputs());
    const timeouts = request.getCustomtimeouts()?.toObject();
    const { outputs, redact, warned } = await readComponent({
      urn: urnOf(request),
      preview: request.getDryrun(),
      customTimeouts: timeouts && { ...timeouts, delete: timeouts.pb_delete },
      inputs,
      secretOutputs: request.getAdditionalsecretoutputsList(),
      places: { config: configuration, environment },
      client,
      lookout,
      log,
      signal,
    });
    const secrets = new Set([...request.getAdditionalsecretoutputsList(), ...inputs.secrets.keys()]);
    const state = Object.fromEntries(
      Object.entries(outputs).map(([name, value]) => [name, secrets.has(name) ? secret(value) : value]),
    );
    const response = new ConstructResponse();
    const urn = await register(request, encode(compact(state)), warned);
    this.components.set(urn, { outputs, secrets, redact });
    response.setUrn(urn);
    // The response includes nulls, so that SDKs can tell missing values from unknown ones in previews. The state is smaller without them.
    response.setState(encode(state));
    return response;
  }

  /**
   * Logs an error with its component. If it were only returned, the engine would show it with the stack, above the program's own traceback.
   */
  private async explaining<Answer>(
    urn: string,
    signal: AbortSignal,
    answer: () => Promise<Answer> | Answer,
  ): Promise<Answer> {
    try {
      return await answer();
    } catch (error) {
      const said = presentable(error);
      throw !signal.aborted && (await this.log.error(urn, said.message)) ? new ExplainedError(said) : error;
    }
  }

  private call(request: CallRequest, urn: string, args: Decoded): CallResponse {
    const { configuration, environment } = this;
    const component = this.components.get(urn);
    if (component === undefined) {
      throw new Error(`there is no component ${urn}`);
    }
    const skipsWait = skipsWaiting({ connection: undefined, config: configuration, environment });
    const response = new CallResponse();
    response.setReturn(encode({ fineTunedModel: callMethod({ token: request.getTok(), args, component, skipsWait }) }));
    const dependencies = new CallResponse.ReturnDependencies();
    const ofArguments = [...request.getArgdependenciesMap().entries()].flatMap(([, urns]) => urns.getUrnsList());
    dependencies.setUrnsList([...new Set([urn, ...ofArguments])]);
    response.getReturndependenciesMap().set("fineTunedModel", dependencies);
    return response;
  }
}
