import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { systemClock, type Clock } from "../../provider/http/clock";
import { answer, errorShapes, type Fault } from "./faults";
import { runningJob, type WireJob } from "./jobs";
import { advance, checkState, type JobState, type ScriptedJob } from "./jobStates";
import { pageOf, parsePath, type ParsedPath, type WireEntry } from "./lists";
import { answerOfModel, type ModelState } from "./models";
import { SimulatedClock } from "./simulatedClock";

export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
}

export interface SimulatorOptions {
  /** The accepted API keys. By default, no key is checked, as in a self-hosted gateway with a bearer token. */
  readonly apiKeys?: readonly string[];
  readonly virtualKeys?: readonly string[];
  /** How long each response takes, in real time. */
  readonly latencyMs?: number;
  readonly port?: number;
  /** The clock for `forSeconds`. The default is the system's clock, until a program runs with another clock. */
  readonly clock?: Pick<Clock, "now">;
}

/** A server on loopback that responds like Portkey, and logs the requests. */
export class PortkeySimulator {
  readonly requests: LoggedRequest[] = [];
  /** The largest number of requests, and of connections, at the same time. */
  maxConcurrentRequests = 0;
  maxConnections = 0;
  latencyMs: number;
  private atOnce = 0;
  private readonly jobs = new Map<string, ScriptedJob>();
  private readonly lists = new Map<string, WireEntry[]>();
  private readonly models = new Map<string, ModelState>();
  private readonly faults: Array<{ fault: Fault; times: number; about: string | undefined }> = [];
  /** The clock of programs in this process whose waits take no time. */
  readonly simulatedClock = new SimulatedClock();
  private clock: Pick<Clock, "now">;
  private readonly connections = new Set<unknown>();

  private constructor(
    private readonly server: Server,
    private readonly options: SimulatorOptions,
  ) {
    this.clock = options.clock ?? systemClock;
    this.latencyMs = options.latencyMs ?? 0;
    server.on("request", (request: IncomingMessage, response: ServerResponse) => this.receive(request, response));
    server.on("connection", (socket) => {
      this.connections.add(socket);
      this.maxConnections = Math.max(this.maxConnections, this.connections.size);
      socket.on("close", () => this.connections.delete(socket));
    });
  }

  /** Starts a simulator on 127.0.0.1, by default on a free port. */
  static async start(options: SimulatorOptions = {}): Promise<PortkeySimulator> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(options.port ?? 0, "127.0.0.1", resolve);
    });
    return new PortkeySimulator(server, options);
  }

  get port(): number {
    const address = this.server.address();
    if (address === null || typeof address === "string") {
      throw new Error("The simulator is closed.");
    }
    return address.port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get baseUrl(): string {
    return `${this.origin}/v1`;
  }

  /** The settings for a program that uses this simulator. */
  get config(): Readonly<Record<string, string>> {
    return { "portkey:baseUrl": this.baseUrl, "portkey:apiKey": this.options.apiKeys?.[0] ?? "simulated-key" };
  }

  /** Uses this clock from now on. */
  goBy(clock: Clock): void {
    this.clock = clock;
  }

  /** Scripts a job: a list of states. Each state lasts for its time or its number of requests, and the last one forever. */
  script(id: string, ...states: JobState[]): this {
    states.forEach((state) => checkState(id, state));
    this.jobs.set(id, { states, requests: 0, firstRequest: undefined });
    return this;
  }

  /** Adds an event to a job, as its newest: its message, and more fields of the API's object. */
  event(id: string, message: string, more: Readonly<Record<string, unknown>> = {}): this {
    const events = this.listOf(id, "events");
    events.unshift({
      ...this.entry("fine_tuning.job.event", `ftevent-${events.length + 1}`),
      level: "info",
      message,
      ...more,
    });
    return this;
  }

  /** Adds a checkpoint to a job, as its newest: fields of the API's object, such as `fine_tuned_model_checkpoint` and `metrics`. */
  checkpoint(id: string, fields: Readonly<Record<string, unknown>>): this {
    const checkpoints = this.listOf(id, "checkpoints");
    checkpoints.unshift({
      ...this.entry("fine_tuning.job.checkpoint", `ftckpt-${checkpoints.length + 1}`),
      fine_tuning_job_id: id,
      step_number: checkpoints.length + 1,
      ...fields,
    });
    return this;
  }

  /** Adds a model. Requests for other models get a 404, as from a gateway that has no API for models. */
  model(name: string, state: ModelState = {}): this {
    this.models.set(name, state);
    return this;
  }

  /**
   * Makes the next requests fail, or only those for one job or model. Reads of a model fail only if you name it, and reads of a job's
   * newest event never fail.
   */
  fail(fault: Fault, times = Number.POSITIVE_INFINITY, about?: string): this {
    this.faults.push({ fault, times, about });
    return this;
  }

  /** Removes all faults. */
  heal(): this {
    this.faults.length = 0;
    return this;
  }

  /** Counts the requests for all jobs, or for one job or model. Requests for lists do not count. */
  count(about?: string): number {
    const isAbout = ({ jobId, model }: ParsedPath): boolean =>
      about === undefined ? model === undefined : about === (model ?? jobId);
    return this.requests.map(({ path }) => parsePath(path)).filter((one) => one.list === undefined && isAbout(one))
      .length;
  }

  /** Closes the server and its connections. */
  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private receive(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? "";
    this.requests.push({ method: request.method ?? "", path, headers: request.headers, at: this.clock.now() });
    this.atOnce += 1;
    this.maxConcurrentRequests = Math.max(this.maxConcurrentRequests, this.atOnce);
    response.on("close", () => (this.atOnce -= 1));
    setTimeout(() => this.respond(request, response, path), this.latencyMs);
  }

  private respond(request: IncomingMessage, response: ServerResponse, path: string): void {
    const parsed = parsePath(path);
    const { jobId, list, model, query } = parsed;
    // Waits also read the newest event of a job. Faults apply only to the job itself.
    const isNewestEvent = list === "events" && query.get("limit") === "1";
    const fault = isNewestEvent ? undefined : this.nextFault(model ?? jobId, model !== undefined);
    const reply =
      fault ??
      this.refusal(request) ??
      (model === undefined ? this.answerTo(parsed) : answerOfModel(model, this.models.get(model), trace));
    reply(request, response);
  }

  private nextFault(asked: string, byNameAlone: boolean): Fault | undefined {
    const ordered = this.faults.find(
      ({ about, times }) => times > 0 && (about === undefined ? !byNameAlone : about === asked),
    );
    if (ordered !== undefined) {
      ordered.times -= 1;
    }
    return ordered?.fault;
  }

  private refusal({ method, headers }: IncomingMessage): Fault | undefined {
    const { apiKeys, virtualKeys } = this.options;
    const apiKey = headers["x-portkey-api-key"];
    const virtualKey = headers["x-portkey-virtual-key"];
    if (method !== "GET") {
      return answer(405, errorShapes.gateway("Method not allowed"));
    }
    if (apiKeys !== undefined && !(typeof apiKey === "string" && apiKeys.includes(apiKey))) {
      return answer(401, errorShapes.controlPlane("Invalid API Key", "AB01"), trace);
    }
    if (virtualKeys !== undefined && !(typeof virtualKey === "string" && virtualKeys.includes(virtualKey))) {
      return answer(400, errorShapes.gateway("Invalid virtual key"), trace);
    }
    return undefined;
  }

  private answerTo({ jobId: id, list, query }: ParsedPath): Fault {
    const job = this.jobs.get(id);
    if (list === "jobs") {
      // The job that was scripted last is the newest, unless the times differ.
      const jobs = [...this.jobs].toReversed().map(([jobId, scripted]) => this.wireJob(jobId, scripted, 0));
      return pageOf(
        jobs.toSorted((one, other) => Number(other["created_at"]) - Number(one["created_at"])),
        query,
        trace,
      );
    }
    if (job === undefined) {
      return answer(404, errorShapes.provider(`Could not find fine tune: ${id}`, "fine_tune_not_found"), trace);
    }
    if (list === undefined) {
      return answer(200, this.wireJob(id, job, 1), trace);
    }
    const entries = this.listOf(id, list);
    return entries.length === 0 ? answer(404, errorShapes.gateway("Not found"), trace) : pageOf(entries, query, trace);
  }

  private listOf(id: string, list: "events" | "checkpoints"): WireEntry[] {
    const entries = this.lists.get(`${list} of ${id}`) ?? [];
    this.lists.set(`${list} of ${id}`, entries);
    return entries;
  }

  private wireJob(id: string, job: ScriptedJob, requests: 0 | 1): WireJob {
    const { forRequests: _requests, forSeconds: _seconds, ...state } = advance(job, requests, this.clock.now());
    return { ...runningJob(id), ...state };
  }

  private entry(object: string, id: string): WireEntry {
    return { object, id, created_at: Math.floor(this.clock.now() / 1_000) };
  }
}

const trace = { "x-portkey-trace-id": "trace-simulated" };
