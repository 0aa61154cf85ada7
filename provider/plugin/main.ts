import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { whenOrphaned } from "./orphan";
import { PortkeyPlugin } from "./plugin";
import schema from "./schema.json";
import { serviceOf } from "./service";

/** Serves the package to the engine that started this process. Prints the port, and ends with the engine. */
export function serve(args: readonly string[], version: string): void {
  const plugin = new PortkeyPlugin({ version, schema: JSON.stringify({ ...schema, version }) });
  const address = args.findLast((argument) => !argument.startsWith("-"));
  if (address !== undefined) {
    plugin.log.connect(address);
  }
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(ResourceProviderService, serviceOf(plugin));
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) {
      throw error;
    }
    // The engine reads the port from the first line. It shows all other output on stdout.
    process.stdout.write(`${port}\n`);
  });
  whenOrphaned(() => {
    plugin.answers.cancel();
    // The server would otherwise keep running without an engine.
    process.exit(1);
  });
}
