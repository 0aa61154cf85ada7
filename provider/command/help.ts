import { connectionNames, settingOf } from "../settings/settingTable";
import { exitCodes } from "./exitCodes";
import { optionOf, optionsOf, type CommandName } from "./options";
import { columns } from "./print";

export const commandTable: Readonly<
  Record<CommandName, { readonly usages: readonly string[]; readonly does: string }>
> = {
  wait: {
    usages: ["wait JOB_ID", "wait --latest"],
    does: "Waits until a fine-tuning job has succeeded, and prints the fine-tuned model's name.",
  },
  status: { usages: ["status JOB_ID"], does: "Prints a fine-tuning job." },
  list: { usages: ["list"], does: "Lists fine-tuning jobs, newest first." },
};

/** Returns the help of one command, or of all. */
export function help(executable: string, command?: CommandName): string {
  return `${(command === undefined ? overview(executable) : page(executable, command)).join("\n")}\n`;
}

function overview(executable: string): string[] {
  return [
    `Usage: ${executable} COMMAND [OPTIONS]`,
    "",
    columns(Object.entries(commandTable).map(([name, { does }]) => [name, does])),
    "",
    `${executable} COMMAND --help shows the options of a command. ${executable} --version shows the version.`,
    "",
    ...environment(),
  ];
}

function page(executable: string, command: CommandName): string[] {
  const { usages, does } = commandTable[command];
  const options = optionsOf(command).map((name) => {
    const { value, help: text } = optionOf(name);
    return [`--${name}${value === undefined ? "" : `=${value}`}`, text];
  });
  return [
    `Usage: ${usages.map((usage) => `${executable} ${usage} [OPTIONS]`).join("\n       ")}`,
    "",
    does,
    "",
    columns([...options, ["--help", "show this help"]]),
    "",
    ...environment(),
    "",
    "Exit codes:",
    columns(Object.values(exitCodes).map(({ code, meaning }) => [String(code), meaning.replaceAll("`", "")])),
  ];
}

/** Lists the environment variables, the only source of credentials. */
function environment(): string[] {
  const variables = connectionNames.flatMap((name) =>
    settingOf(name).environment.map((variable) => [
      variable,
      variable === "PORTKEY_API_KEY" ? "required for the hosted gateway" : "",
    ]),
  );
  return ["Credentials and settings come from the environment:", columns(variables)];
}
