/** One statement's text: a line, with those that it continues on by a backslash. */
export interface SourceLine {
  readonly text: string;
  /** From 1; of the first line. */
  readonly line: number;
}

/** Reads the lines of one file, one after the other. */
export interface LineReader {
  next(): SourceLine | undefined;
  /** Reads the help text that follows: the lines indented as its first, or deeper. */
  help(): string;
}

/** Makes a reader of a file's lines. Pure. */
export function readLines(text: string): LineReader {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  let at = 0;
  const lineAt = (index: number): string => (lines[index] ?? '').replace(/\r$/, '');
  return {
    next() {
      if (at >= lines.length) return undefined;
      const line = at + 1;
      const parts: string[] = [];
      for (;;) {
        const raw = lineAt(at++);
        if (!raw.endsWith('\\') || at >= lines.length) {
          parts.push(raw);
          return { text: parts.length === 1 ? raw : parts.join(''), line };
        }
        parts.push(raw.slice(0, -1));
      }
    },
    help() {
      let first = at;
      while (first < lines.length && lineAt(first).trim() === '') first++;
      const indent = indentOf(lineAt(first));
      if (indent === 0) return '';
      const help: string[] = [];
      for (at = first; at < lines.length; at++) {
        const line = lineAt(at);
        if (line.trim() === '') help.push('');
        else if (indentOf(line) < indent) break;
        else help.push(`${' '.repeat(indentOf(line) - indent)}${line.trim()}`);
      }
      return help.join('\n').trimEnd();
    },
  };
}

/** Columns of white space at the start; tabs reach to the next multiple of eight. */
function indentOf(line: string): number {
  let columns = 0;
  for (const character of line) {
    if (character === '\t') columns = Math.floor(columns / 8) * 8 + 8;
    else if (character === ' ') columns++;
    else break;
  }
  return columns;
}
