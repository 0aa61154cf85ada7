/**
 * Starts what the archive of this machine's platform brings, as an engine and a shell do, where there is no Node.js on PATH:
 * `node tools/archive/smoke.mjs ARCHIVE`. Fails with what was wrong.
 */
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

const archive = process.argv[2];
const [, version] = /-v(\d+\.\d+\.\d+)-/.exec(basename(archive));
const isWindows = process.platform === "win32";
const folder = mkdtempSync(join(tmpdir(), "portkey smoke "));
const executable = join(folder, isWindows ? "pulumi-resource-portkey.cmd" : "pulumi-resource-portkey");
const others = Object.entries(process.env).filter(([name]) => name.toUpperCase() !== "PATH");
const options = {
  // An option that no Node.js knows: those of the user's own are not heeded.
  env: { ...Object.fromEntries(others), PATH: "", NODE_OPTIONS: "--of-another-node" },
  encoding: "utf8",
  shell: isWindows, // which alone starts a .cmd
};
const command = isWindows ? `"${executable}"` : executable;

try {
  cpSync(archive, join(folder, "archive.tar.gz"));
  execFileSync("tar", ["-xzf", "archive.tar.gz"], { cwd: folder });
  if (process.platform === "darwin") {
    execFileSync("codesign", ["--verify", "--strict", join(folder, "node")]);
  }

  const { status, stdout, stderr } = spawnSync(command, ["--version"], options);
  assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: `${version}\n`, stderr: "" });
  assert.match(spawnSync(command, ["--help"], options).stdout, /^Usage: pulumi-resource-portkey COMMAND/);
  assert.equal(spawnSync(command, ["wiat"], options).status, 2);

  const served = spawn(command, ["--logtostderr", "-v=9", "127.0.0.1:1"], options);
  const [line] = await once(served.stdout, "data");
  assert.match(String(line), /^\d+\n$/);
  const socket = connect(Number(line), "127.0.0.1");
  await once(socket, "connect");
  socket.destroy();
  served.kill();
  await once(served, "close"); // on Windows as soon as the plugin sees that what started it has gone
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`${basename(archive)}: ok\n`);
process.exit();
