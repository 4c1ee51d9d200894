/** Combining marks and what else takes no column. */
const zeroWidth = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
/** East Asian wide characters, and pictures. */
const wide =
  /^[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]$/u;

/** Columns that a text takes on a terminal. Pure. */
export function widthOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += zeroWidth.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return width;
}

/** Cuts a text so that it takes no more than `columns`. Pure. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let width = 0;
  let result = '';
  for (const character of text) {
    width += widthOf(character);
    if (width > columns) break;
    result += character;
  }
  return result;
}

/** Breaks a text into lines of no more than `columns`, at spaces where it can; what follows keeps the indentation. Pure. */
export function wrap(text: string, columns: number): readonly string[] {
  const width = Math.max(10, columns);
  const indent = /^\s*(?:[A-Z][\w ]*:\s+)?/.exec(text)?.[0].length ?? 0;
  const lead = ' '.repeat(Math.min(indent, width >> 1));
  const lines: string[] = [];
  let rest = text;
  while (widthOf(rest) > width) {
    const piece = cut(rest, width);
    const space = piece.lastIndexOf(' ');
    const end = space > lead.length ? space : piece.length;
    lines.push(rest.slice(0, end));
    rest = lead + rest.slice(end).trimStart();
  }
  return [...lines, rest];
}

/**
 * Makes a text of others, as a library's prompt, fit to be shown: nothing in it moves the cursor or reaches the terminal; and
 * without UTF-8 nothing but ASCII. Pure.
 */
export function printable(text: string, isUtf8: boolean): string {
  if (/^[ -~]*$/.test(text)) return text;
  // Also marks that turn the direction of writing, which could make a line read as another.
  const clean = text
    .replaceAll('\t', ' ')
    .replaceAll(/[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]|\p{Cs}/gu, isUtf8 ? '\uFFFD' : '?');
  return isUtf8 ? clean : clean.replaceAll('…', '...').replaceAll(/[^ -~]/gu, '?');
}
