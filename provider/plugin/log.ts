import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { shown } from "../text/shown";

/** What the plugin says by way of the engine, which shows it on the rows of resources. */
export class EngineLog {
  private client: EngineClient | undefined;

  /** Takes the address that the engine gives when it starts the plugin, shakes hands with it or attaches itself. */
  connect(address: string): void {
    this.client?.close();
    this.client = new EngineClient(address, credentials.createInsecure());
  }

  /** Shows a line on the row of a resource; the next one takes the place of one that is ephemeral. */
  info(urn: string, line: string, ephemeral: boolean): void {
    void this.log(LogSeverity.INFO, urn, line, ephemeral);
  }

  /** Warns on the row of a resource; resolves when the engine has it, or can't be reached. */
  warn(urn: string, line: string): Promise<boolean> {
    return this.log(LogSeverity.WARNING, urn, line, false);
  }

  /** Shows an error on the row of a resource. Resolves to whether the engine has it. */
  error(urn: string, line: string): Promise<boolean> {
    return this.log(LogSeverity.ERROR, urn, line, false);
  }

  private log(severity: LogSeverity, urn: string, line: string, ephemeral: boolean): Promise<boolean> {
    const request = new LogRequest();
    request.setSeverity(severity);
    request.setUrn(urn);
    request.setMessage(shown(line));
    request.setEphemeral(ephemeral);
    const { client } = this;
    return client === undefined
      ? Promise.resolve(false)
      : new Promise((resolve) => client.log(request, (error) => resolve(error === null)));
  }
}
