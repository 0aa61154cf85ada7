import { Terminal, type IBufferCell } from "@xterm/headless";

/** A stretch of a row that looks the same throughout. */
export interface Run {
  readonly column: number;
  readonly text: string;
  /** The number of its colour among the terminal's; left out, the terminal's own. */
  readonly color?: number;
  readonly bold: boolean;
  readonly underlined: boolean;
}

/** What a terminal shows. */
export class Screen {
  private readonly terminal: Terminal;

  /** `answer` takes what the terminal says when it is asked, such as where its cursor stands. */
  constructor(columns: number, rows: number, answer: (text: string) => void = () => undefined) {
    this.terminal = new Terminal({ cols: columns, rows, allowProposedApi: true });
    this.terminal.onData(answer);
  }

  print(text: string): Promise<void> {
    return new Promise((resolve) => this.terminal.write(text, resolve));
  }

  /** Returns its lines, without what is empty below the last. */
  text(): string {
    return this.lines((line) => line?.translateToString(true) ?? "")
      .join("\n")
      .trimEnd();
  }

  /** Returns the runs of each row. Where there are two spaces or more a new one begins, so that each column begins with a run. */
  runs(): Run[][] {
    return this.lines((line) => {
      const runs: Run[] = [];
      for (let column = 0; column < this.terminal.cols; column += 1) {
        const cell = line?.getCell(column);
        const style = styleOf(cell);
        const text = cell?.getChars() || " ";
        const last = runs.at(-1);
        if (last !== undefined && haveSameStyle(last, style) && !(last.text.endsWith("  ") && text !== " ")) {
          runs[runs.length - 1] = { ...last, text: last.text + text };
        } else {
          runs.push({ ...style, column, text });
        }
      }
      return runs.map(trimmed).filter(({ text }) => text !== "");
    });
  }

  private lines<Result>(read: (line: ReturnType<Terminal["buffer"]["active"]["getLine"]>) => Result): Result[] {
    const { active } = this.terminal.buffer;
    return Array.from({ length: this.terminal.rows }, (_, row) => read(active.getLine(active.baseY + row)));
  }
}

type Style = Pick<Run, "color" | "bold" | "underlined">;

function styleOf(cell: IBufferCell | undefined): Style {
  return {
    ...(cell === undefined || cell.isFgDefault() ? {} : { color: cell.getFgColor() }),
    bold: Boolean(cell?.isBold()),
    underlined: Boolean(cell?.isUnderline()),
  };
}

function haveSameStyle(one: Style, other: Style): boolean {
  return one.color === other.color && one.bold === other.bold && one.underlined === other.underlined;
}

function trimmed(run: Run): Run {
  const text = run.text.trimStart();
  return { ...run, column: run.column + run.text.length - text.length, text: text.trimEnd() };
}
