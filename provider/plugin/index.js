"use strict";
// What a Pulumi engine starts. It is written for every Node.js there is, so that an old one can say what it lacks.
const oldestNode = 20;
if (Number(process.versions.node.split(".")[0]) < oldestNode) {
  process.stderr.write(
    `The Pulumi package portkey needs Node.js ${oldestNode} or newer, and ${process.version} runs it. Install a newer one.\n`,
  );
  process.exit(1);
}
const { serve } = require("../../dist/provider/plugin/main.js");
serve(process.argv.slice(2), require("../../package.json").version);
