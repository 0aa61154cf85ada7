import { execFile } from "node:child_process";
import { join } from "node:path";
import type { Language } from "../support/languages";

type TypeCheck = readonly [command: string, ...args: string[]];

const python = join("venv", "bin", "python");

/** What checks the types of a program in a project's folder, one after the other. */
export const typeChecks: Readonly<Record<Exclude<Language, "yaml">, readonly TypeCheck[]>> = {
  python: [
    [python, "-m", "pip", "install", "--quiet", "mypy==2.4.1"],
    [python, "-m", "mypy", "--strict", "__main__.py"],
    ["npx", "--yes", "pyright@1.1.414", "--pythonpath", python, "__main__.py"],
  ],
  go: [["go", "vet", "./..."]],
};

/** Runs a check in a folder. Returns what it prints where it finds something, else nothing. */
export function check(folder: string, [command, ...args]: TypeCheck): Promise<string> {
  return new Promise((done) => {
    execFile(command, args, { cwd: folder }, (error, stdout, stderr) =>
      done(error === null ? "" : `${command} ${args.join(" ")}: ${stdout}${stderr}`),
    );
  });
}
