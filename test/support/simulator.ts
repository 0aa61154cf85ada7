import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answer, errorShapes, type Fault } from "./faults";
import { runningJob, type WireJob } from "./jobs";

/** What a job is at some time: fields that replace those of a running job, and how long it stays so. */
export interface JobState extends Partial<WireJob> {
  /** How many requests see this state before the next one comes. */
  forRequests?: number;
  /** How many seconds this state lasts, from the first request for the job on. */
  forSeconds?: number;
}

export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  /** Milliseconds. */
  readonly at: number;
}

export interface SimulatorOptions {
  /** The API keys that are let in; none checks nothing, as a self-hosted gateway with a bearer token does. */
  readonly apiKeys?: readonly string[];
  readonly virtualKeys?: readonly string[];
  /** Milliseconds that every answer takes. */
  readonly latency?: number;
  readonly port?: number;
  readonly now?: () => number;
}

interface ScriptedJob {
  readonly states: readonly JobState[];
  requests: number;
  firstRequest: number | undefined;
  readonly events: string[];
}

/** A server on loopback that answers as Portkey does. It logs what it was asked. */
export class PortkeySimulator {
  readonly requests: LoggedRequest[] = [];
  mostAtOnce = 0;
  mostConnections = 0;
  latency: number;
  private atOnce = 0;
  private readonly jobs = new Map<string, ScriptedJob>();
  private readonly faults: Array<{ fault: Fault; times: number; jobId: string | undefined }> = [];
  private regular: { nth: number; fault: Fault } | undefined;
  private readonly now: () => number;
  private readonly connections = new Set<unknown>();

  private constructor(
    private readonly server: Server,
    private readonly options: SimulatorOptions,
  ) {
    this.now = options.now ?? Date.now;
    this.latency = options.latency ?? 0;
    server.on("request", (request: IncomingMessage, response: ServerResponse) => this.receive(request, response));
    server.on("connection", (socket) => {
      this.connections.add(socket);
      this.mostConnections = Math.max(this.mostConnections, this.connections.size);
      socket.on("close", () => this.connections.delete(socket));
    });
  }

  static async start(options: SimulatorOptions = {}): Promise<PortkeySimulator> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
    return new PortkeySimulator(server, options);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get baseUrl(): string {
    return `${this.origin}/v1`;
  }

  /** Scripts a job: a list of states, each until its time or its requests are over, the last one for good. */
  script(id: string, ...states: JobState[]): this {
    this.jobs.set(id, { states, requests: 0, firstRequest: undefined, events: [] });
    return this;
  }

  /** Gives a job a newest event. */
  event(id: string, message: string): this {
    this.jobs.get(id)?.events.unshift(message);
    return this;
  }

  /** Orders faults for the next requests, or for those for one job. */
  fail(fault: Fault, times = Number.POSITIVE_INFINITY, jobId?: string): this {
    this.faults.push({ fault, times, jobId });
    return this;
  }

  /** Orders a fault for every so-manieth request. */
  failEvery(nth: number, fault: Fault): this {
    this.regular = { nth, fault };
    return this;
  }

  /** Takes back all faults that were ordered. */
  heal(): this {
    this.faults.length = 0;
    this.regular = undefined;
    return this;
  }

  /** Counts the requests for jobs, or for one job; those for events aside. */
  count(id?: string): number {
    return this.requests.filter(
      ({ path }) =>
        !path.includes("/events") && (id === undefined || decodeURIComponent(path.split("/").at(-1) ?? "") === id),
    ).length;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private receive(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? "";
    this.requests.push({ method: request.method ?? "", path, headers: request.headers, at: this.now() });
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    response.on("close", () => (this.atOnce -= 1));
    const regular = this.regularFault();
    setTimeout(() => this.respond(request, response, path, regular), this.latency);
  }

  private respond(request: IncomingMessage, response: ServerResponse, path: string, regular: Fault | undefined): void {
    const [, encodedId = "", events] = /^\/v1\/fine_tuning\/jobs\/([^/?]+)(\/events(?:\?.*)?)?$/.exec(path) ?? [];
    const id = decodeURIComponent(encodedId);
    const fault = regular ?? (events === undefined ? this.nextFault(id) : undefined);
    const reply = fault ?? this.refusal(request) ?? (events === undefined ? this.jobAnswer(id) : this.eventsAnswer(id));
    reply(request, response);
  }

  private regularFault(): Fault | undefined {
    return this.regular !== undefined && this.requests.length % this.regular.nth === 0 ? this.regular.fault : undefined;
  }

  private nextFault(id: string): Fault | undefined {
    const ordered = this.faults.find(({ jobId, times }) => times > 0 && (jobId === undefined || jobId === id));
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

  private jobAnswer(id: string): Fault {
    const job = this.jobs.get(id);
    if (job === undefined) {
      return answer(404, errorShapes.provider("Could not find fine tune: " + id, "fine_tune_not_found"), trace);
    }
    const { forRequests: _requests, forSeconds: _seconds, ...state } = this.advance(job);
    return answer(200, { ...runningJob(id), ...state }, trace);
  }

  private eventsAnswer(id: string): Fault {
    const message = this.jobs.get(id)?.events[0];
    return message === undefined
      ? answer(404, errorShapes.gateway("Not found"), trace)
      : answer(200, { object: "list", data: [{ object: "fine_tuning.job.event", message }], has_more: true }, trace);
  }

  private advance(job: ScriptedJob): JobState {
    job.firstRequest ??= this.now();
    job.requests += 1;
    let requests = job.requests;
    let seconds = (this.now() - job.firstRequest) / 1000;
    for (const state of job.states) {
      if (state.forRequests !== undefined && requests > state.forRequests) {
        requests -= state.forRequests;
      } else if (state.forSeconds !== undefined && seconds >= state.forSeconds) {
        seconds -= state.forSeconds;
      } else {
        return state;
      }
    }
    return job.states.at(-1) ?? {};
  }
}

const trace = { "x-portkey-trace-id": "trace-simulated" };
