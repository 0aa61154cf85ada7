// Runs a program that an old Pulumi must end.
const { match } = require("node:assert");
const { spawnSync } = require("node:child_process");

const { stderr } = spawnSync("node", ["run.cjs", "./program.cjs"], { encoding: "utf8" });
match(stderr, /pulumi-portkey needs @pulumi\/pulumi [\d.]+ or newer, but [\d.]+ is installed/);
