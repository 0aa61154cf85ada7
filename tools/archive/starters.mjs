const executable = "pulumi-resource-portkey";

/** Returns the executable that an engine starts, by name: it uses the Node.js on PATH, or the one in a platform's archive. */
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
command -v node >/dev/null || { echo "The Pulumi package portkey needs Node.js, but node is not on PATH." >&2; exit 2; }
exec node "$(dirname "$0")/index.js" "$@"
`,
  command: '@node "%~dp0index.js" %*\r\n',
};

// NODE_OPTIONS are for the user's own Node.js. Another version fails at an option that it does not know.
const brought = {
  shell: `#!/bin/sh
unset NODE_OPTIONS
exec "\${0%/*}/node" "\${0%/*}/index.js" "$@"
`,
  command: '@setlocal\r\n@set NODE_OPTIONS=\r\n@"%~dp0node.exe" "%~dp0index.js" %*\r\n',
};
