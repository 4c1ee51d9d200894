import type { Frame } from './views.ts';

interface Output {
  write(text: string): unknown;
}

/** A terminal's alternate screen, on which frames are shown; what it showed before comes back when it is left. */
export interface Screen {
  enter(): void;
  /** Writes the lines that differ from the frame before. */
  show(frame: Frame): void;
  /** The next frame is drawn in full, as after a change of size. */
  forget(): void;
  /** Puts the terminal back; twice is as good as once. */
  leave(): void;
}

const escape = '\u001B[';
/** The other screen; lines that are too long are cut, not wrapped. */
const enterText = `${escape}?1049h${escape}?7l${escape}?25l${escape}2J`;
const leaveText = `${escape}0m${escape}?7h${escape}?25h${escape}?1049l`;
/** Between these, a terminal that knows them shows nothing half-drawn; others pass them over. */
const [beginFrame, endFrame] = [`${escape}?2026h`, `${escape}?2026l`];

/** Makes a screen on an output. */
export function createScreen(output: Output): Screen {
  let shown: readonly string[] = [];
  let isOn = false;
  return {
    enter() {
      isOn = true;
      shown = [];
      output.write(enterText);
    },
    show({ lines, caret }) {
      if (!isOn) return;
      const changed = lines.flatMap((line, index) =>
        line === shown[index] ? [] : [`${escape}${index + 1};1H${escape}K${line}`],
      );
      const cursor = caret ? `${escape}${caret.line + 1};${caret.column + 1}H${escape}?25h` : `${escape}?25l`;
      shown = lines;
      output.write(`${beginFrame}${escape}?25l${changed.join('')}${cursor}${endFrame}`);
    },
    forget() {
      shown = [];
      if (isOn) output.write(`${escape}2J`);
    },
    leave() {
      if (!isOn) return;
      isOn = false;
      output.write(leaveText);
    },
  };
}
