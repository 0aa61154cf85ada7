import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  ConfigureRequest,
  CreateRequest,
  DeleteRequest,
  ReadRequest,
  type CreateResponse,
  type ReadResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

const program = require.resolve("@pulumi/pulumi/cmd/dynamic-provider/index.js");

/** Properties as they go over the wire. */
export type Properties = Record<string, JavaScriptValue>;

/** What an engine sends with a read. */
export interface ReadProperties {
  readonly inputs?: Properties;
  readonly properties?: Properties;
}

/** What engines send for a resource that a program reads, by kind of engine. */
export const programReads: Readonly<Record<string, (inputs: Properties) => ReadProperties>> = {
  "an engine up to 3.267": (inputs) => ({ inputs, properties: inputs }),
  "an engine from 3.268 on": (inputs) => ({ inputs }),
  "an engine from 3.268 on that sends empty properties": (inputs) => ({ inputs, properties: {} }),
};

interface HostOptions {
  /** The project's folder, this repository's by default. */
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Pulumi's own process for dynamic resources, asked as the engine asks it. */
export class DynamicProviderHost {
  /** All that the process wrote to stderr. */
  stderr = "";
  private taken = 0;

  private constructor(
    private readonly child: ChildProcessByStdio<null, Readable, Readable>,
    private readonly client: ResourceProviderClient,
  ) {
    child.stderr.on("data", (text: string) => (this.stderr += text));
  }

  static async start({ folder = process.cwd(), environment = {} }: HostOptions = {}): Promise<DynamicProviderHost> {
    const child = spawn(process.execPath, [program, "127.0.0.1:0"], {
      cwd: folder,
      env: { PATH: process.env["PATH"], ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.setEncoding("utf8");
    child.stderr.setEncoding("utf8");
    const [port] = await once(child.stdout, "data");
    const address = `127.0.0.1:${String(port).trim()}`;
    return new DynamicProviderHost(
      child,
      new ResourceProviderClient(address, grpc.credentials.createInsecure(), { "grpc.enable_http_proxy": 0 }),
    );
  }

  /** Gives the host the stack's config. */
  async configure(config: Properties): Promise<void> {
    const request = new ConfigureRequest().setArgs(Struct.fromJavaScript(config));
    await new Promise<void>((resolve, reject) => {
      this.client.configure(request, (error) => (error === null ? resolve() : reject(error)));
    });
  }

  async read(id: string, { inputs, properties }: ReadProperties): Promise<{ id: string; properties: Properties }> {
    const request = new ReadRequest()
      .setId(id)
      .setInputs(inputs && Struct.fromJavaScript(inputs))
      .setProperties(properties && Struct.fromJavaScript(properties));
    const response = await new Promise<ReadResponse>((resolve, reject) => {
      this.client.read(request, (error, response) => (error === null ? resolve(response) : reject(error)));
    });
    return { id: response.getId(), properties: response.getProperties()?.toJavaScript() ?? {} };
  }

  async create(properties: Properties): Promise<CreateResponse> {
    const request = new CreateRequest().setProperties(Struct.fromJavaScript(properties));
    return new Promise((resolve, reject) => {
      this.client.create(request, (error, response) => (error === null ? resolve(response) : reject(error)));
    });
  }

  async delete(id: string, properties: Properties): Promise<void> {
    const request = new DeleteRequest().setId(id).setProperties(Struct.fromJavaScript(properties));
    await new Promise<void>((resolve, reject) => {
      this.client.delete(request, (error) => (error === null ? resolve() : reject(error)));
    });
  }

  /** Returns what came on stderr since the last time, as soon as there is a whole line of it. */
  async takeStderr(): Promise<string> {
    while (!this.stderr.slice(this.taken).endsWith("\n")) {
      await once(this.child.stderr, "data");
    }
    const text = this.stderr.slice(this.taken);
    this.taken = this.stderr.length;
    return text;
  }

  /** Ends the process; after this `stderr` is complete. */
  async stop(): Promise<void> {
    this.client.close();
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill();
      await once(this.child, "close");
    }
  }
}
