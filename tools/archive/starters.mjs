const executable = "pulumi-resource-portkey";

/** Returns what an engine starts, by its name: with the Node.js on PATH, or with the one that the archive of a platform brings. */
export function startersFor(platform) {
  if (platform === undefined) {
    return [
      [executable, onPath.shell],
      [`${executable}.cmd`, onPath.command],
    ];
  }
  return platform.startsWith("windows-") ? [[`${executable}.cmd`, brought.command]] : [[executable, brought.shell]];
}

const onPath = {
  shell: `#!/bin/sh
command -v node >/dev/null || { echo "The Pulumi package portkey needs Node.js, and there is no node on PATH." >&2; exit 2; }
exec node "$(dirname "$0")/index.js" "$@"
`,
  command: '@node "%~dp0index.js" %*\r\n',
};

// NODE_OPTIONS are meant for the user's own Node.js: another version may end at one that it doesn't know.
const brought = {
  shell: `#!/bin/sh
unset NODE_OPTIONS
exec "\${0%/*}/node" "\${0%/*}/index.js" "$@"
`,
  command: '@setlocal\r\n@set NODE_OPTIONS=\r\n@"%~dp0node.exe" "%~dp0index.js" %*\r\n',
};
