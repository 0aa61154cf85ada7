"use strict";
// What a Pulumi engine starts, and in a shell the command `wait`, `status` or `list`. It is written for every Node.js there is, so that an old one can say what it lacks.
const oldestNode = 20;
if (Number(process.versions.node.split(".")[0]) < oldestNode) {
  process.stderr.write(
    `The Pulumi package portkey needs Node.js ${oldestNode} or newer, but it runs on ${process.version}. Install a newer Node.js.\n`,
  );
  process.exit(2); // of the command's own codes: something has to be changed
}
const { version } = require("../../package.json");
const typed = process.argv.slice(2);
// An engine gives its address, behind flags of its own; nothing is typed by who attaches an engine to it. All else is a command.
if (typed.length === 0 || /^--?(v|logtostderr|logflow|tracing)\b|^\S*:\d+$/.test(typed[0])) {
  require("../../dist/provider/plugin/main.js").serve(typed, version);
} else {
  // `pulumi plugin run` hands on no Ctrl-C.
  require("../../dist/provider/plugin/orphan.js").whenOrphaned(() => process.kill(process.pid, "SIGINT"));
  require("../../dist/provider/command/main.js").main("pulumi-resource-portkey", version, typed);
}
