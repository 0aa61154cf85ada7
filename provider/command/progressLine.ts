import type { Row } from "../waiting/progress";
import { shown } from "../text/shown";
import type { Shell } from "./shell";

/** What a wait shows its progress on. */
interface ProgressLine extends Row {
  /** Leaves what stands there. */
  readonly end: () => void;
}

/** Shows nothing. */
export const silent: ProgressLine = { isThere: () => false, write: () => undefined, end: () => undefined };

/** What a terminal shows of Ctrl-C, behind the line: `^C`, and the cut line's `…`. */
const roomForInterruption = 4;

/** One line of stderr that is renewed in a terminal, and lines below each other in a log. */
export function progressLineOf({ terminalColumns, printError }: Shell): ProgressLine {
  let isOpen = false;
  return {
    isThere: () => true,
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
