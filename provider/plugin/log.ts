import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { shown } from "../text/shown";

/** The plugin's log. The engine shows its lines with the resources that they belong to. */
export class EngineLog {
  private client: EngineClient | undefined;

  /** Connects to the engine, which sends its address when it starts the plugin, in the handshake, or when it attaches. */
  connect(address: string): void {
    this.client?.close();
    this.client = new EngineClient(address, credentials.createInsecure());
  }

  /** Shows a line with a resource. The next line replaces it if it is ephemeral. */
  info(urn: string, line: string, ephemeral: boolean): void {
    void this.log(LogSeverity.INFO, urn, line, ephemeral);
  }

  /** Shows a warning with a resource. Resolves when the engine has it, or can't be reached. */
  warn(urn: string, line: string): Promise<boolean> {
    return this.log(LogSeverity.WARNING, urn, line, false);
  }

  /** Shows an error with a resource. Resolves to whether the engine has it. */
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
