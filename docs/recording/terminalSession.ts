import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from "node:child_process";
import type { Printed } from "./cast";
import { Screen } from "./screen";

const beforeTypingMs = 800;
const beforeEnterMs = 600;
const betweenLooksMs = 50;
const longestCommandMs = 120_000;
const prompt = "$";

export interface TerminalOptions {
  readonly columns: number;
  readonly rows: number;
  readonly folder: string;
  /** All that the shell sees of the environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Tells whether there is what gives a command a terminal: util-linux's `script`. */
export function hasTerminals(): boolean {
  return spawnSync("script", ["--version"], { encoding: "utf8" }).stdout?.includes("util-linux") ?? false;
}

/** A shell in a terminal of its own, by util-linux's `script`. */
export class TerminalSession {
  /** What was printed so far. */
  readonly output: Printed[] = [];
  private readonly shell: ChildProcessWithoutNullStreams;
  private readonly screen: Screen;
  private readonly startMs = performance.now();

  constructor({ columns, rows, folder, environment }: TerminalOptions) {
    const command = `stty cols ${columns} rows ${rows}; exec sh`;
    this.shell = spawn("script", ["--quiet", "--flush", "--command", command, "/dev/null"], {
      cwd: folder,
      env: { ...environment, PS1: `\u001b[1;32m${prompt}\u001b[0m `, SHELL: "/bin/sh" },
    });
    this.screen = new Screen(columns, rows, (answer) => this.shell.stdin.write(answer));
    this.shell.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.output.push({ atMs: Math.round(performance.now() - this.startMs), text });
      void this.screen.print(text);
    });
  }

  /** Types a command as somebody would, and waits for its end. `watch` sees the screen again and again. */
  async type(command: string, watch: (shown: string) => void = () => undefined): Promise<void> {
    await this.untilPrompt(watch);
    await pause(beforeTypingMs);
    this.shell.stdin.write(command);
    await pause(beforeEnterMs);
    this.shell.stdin.write("\n");
    await pause(betweenLooksMs);
    await this.untilPrompt(watch);
  }

  /** Ends the shell, and what runs in it. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.shell.once("close", resolve));
    this.shell.kill();
    await closed;
  }

  private async untilPrompt(watch: (shown: string) => void): Promise<void> {
    const deadline = performance.now() + longestCommandMs;
    for (;;) {
      const shown = this.screen.text();
      watch(shown);
      if (shown.split("\n").at(-1) === prompt) {
        return;
      }
      if (performance.now() > deadline) {
        throw new Error(`The command has not ended within ${longestCommandMs / 1_000} s. The screen:\n${shown}`);
      }
      await pause(betweenLooksMs);
    }
  }
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}
