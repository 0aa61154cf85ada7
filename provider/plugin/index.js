"use strict";
// What a Pulumi engine starts, and in a shell the command `wait`, `status` or `list`. It is written for every Node.js there is, so that an old one can say what it lacks.
const oldestNode = 20;
if (Number(process.versions.node.split(".")[0]) < oldestNode) {
  process.stderr.write(
    `The Pulumi package portkey needs Node.js ${oldestNode} or newer, and ${process.version} runs it. Install a newer one.\n`,
  );
  process.exit(1);
}
const { version } = require("../../package.json");
const typed = process.argv.slice(2);
// An engine gives an address, or flags of its own.
if (["wait", "status", "list", "help", "--help", "-h", "--version"].includes(typed[0])) {
  require("../../dist/provider/command/main.js").main("pulumi-resource-portkey", version, typed);
} else {
  require("../../dist/provider/plugin/main.js").serve(typed, version);
}
