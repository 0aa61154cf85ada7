// Deploys a program with the real engine, on a stack of its own, and compares what it has for outputs.
const { strictEqual } = require("node:assert");
const { execFileSync } = require("node:child_process");
const { writeFileSync } = require("node:fs");

const main = process.argv[2];
const runtime = { name: "nodejs", options: { typescript: main.endsWith(".ts") } };
const pulumi = (...args) =>
  execFileSync("pulumi", [...args, "--non-interactive", "--stack", `stack-${process.pid}`], { encoding: "utf8" });

writeFileSync("Pulumi.yaml", JSON.stringify({ name: "user", main, runtime }));
pulumi("stack", "init");
pulumi("up", "--yes");
strictEqual(pulumi("stack", "output", "model").trim(), "accounts/acme/models/support-bot-1");
