import type { StatusLine } from "../waiting/progress";
import { shown } from "../text/shown";
import type { Shell } from "./shell";

/** The line that shows the progress of a wait. */
interface ProgressLine extends StatusLine {
  /** Ends the line, and keeps its text. */
  readonly end: () => void;
}

/** Shows nothing. */
export const silent: ProgressLine = { isReady: () => false, write: () => undefined, end: () => undefined };

/** Space at the end of the line for `^C` and for the `…` of a shortened line. */
const roomForInterruption = 4;

/** Shows progress on stderr: one line that is updated in a terminal, or a new line each time in a log. */
export function progressLineOf({ terminalColumns, printError }: Shell): ProgressLine {
  let isOpen = false;
  return {
    isReady: () => true,
    write: (text) => {
      const width = terminalColumns();
      isOpen = width !== undefined;
      printError(
        width === undefined ? `${text}\n` : `\r\u001b[K${shown(text, Math.max(1, width - roomForInterruption))}`,
      );
    },
    end: () => {
      if (isOpen) {
        printError("\n");
      }
    },
  };
}
