import { readFileSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { exitCodes } from "../../provider/command/exitCodes";
import { optionNames, optionOf } from "../../provider/command/options";
import { fieldNames, fieldOf } from "../../provider/jobs/fields";
import { statusWords } from "../../provider/jobs/status";
import { settingNames, settingOf } from "../../provider/settings/settingTable";
import { tablesOf } from "../benchmark/figures";
import { docsOfTable, errorClasses } from "./docstrings";
import { block, code, table } from "./markdown";
import { messagesOf, messagesWithoutModel } from "./situations";

const root = resolve(__dirname, "../..");

/** The generated parts of the documentation, between `<!-- NAME -->` and `<!-- /NAME -->`. Each comes from one place in the code. */
export const sections: Readonly<Record<string, (argument: string) => Promise<string> | string>> = {
  outputs: () => {
    const docs = docsOfTable("provider/jobs/fields.ts", "jobFields");
    return table([
      ["output", "API field", ""],
      ...fieldNames.map((name) => [code(name), fieldOf(name).keys.map(code).join(", "), docs(name)]),
      [code("jobId"), "", "The id as the program gave it."],
    ]);
  },
  statusWords: () =>
    table([
      ["provider's status", "means", "used by"],
      ...Object.entries(statusWords).map(([word, { means, source }]) => [code(word), code(means), source]),
    ]),
  settings: () => {
    const docs = docsOfTable("provider/settings/settingTable.ts", "settingTable");
    return table([
      ["setting", "environment", "header", ""],
      ...settingNames.map((name) => {
        const { environment, header = "", secret } = settingOf(name);
        const text = `${docs(name)}${secret === "always" ? " Secret." : ""}`;
        return [code(name), environment.map(code).join(", "), header && code(header), text];
      }),
    ]);
  },
  errors: async () => {
    const texts: string[] = [];
    for (const { name, when, remedy } of errorClasses()) {
      const messages = await messagesOf(name);
      if (messages.length === 0) {
        throw new Error(
          `${name} needs a situation in tools/docs/situations.ts, so that the documentation shows its message.`,
        );
      }
      texts.push(
        `## ${name}\n\n${when} ${remedy}\n\n${messages.map((message) => block("text", message)).join("\n\n")}`,
      );
    }
    return texts.join("\n\n");
  },
  withoutModel: async () => (await messagesWithoutModel()).map((message) => block("text", message)).join("\n\n"),
  measured: (name) => table(tablesOf()[name] ?? []),
  commandOptions: () =>
    table([
      ["option", "of", ""],
      ...optionNames.map((name) => {
        const { commands, value, help } = optionOf(name);
        const [first, ...others] = (value ?? "").split("|");
        const option = [code(`--${name} ${first}`.trim()), ...others.map(code)].join(" or ");
        return [option, commands.map(code).join(", "), help];
      }),
    ]),
  exitCodes: () =>
    table([["code", ""], ...Object.values(exitCodes).map(({ code, meaning }) => [String(code), meaning])]),
  file: (path) => block(extname(path).slice(1), readFileSync(join(root, path), "utf8").trim()),
};
