import { cut, printable, widthOf } from './text-width.ts';

export type Look =
  'plain' | 'title' | 'faint' | 'strong' | 'focus' | 'value' | 'changed' | 'problem' | 'key' | 'input';

export interface Span {
  readonly text: string;
  readonly look: Look;
}

/** Spans from left to right; text may come from anywhere, it is made printable when it is drawn. */
export type Line = readonly Span[];

/** What a terminal can show. */
export interface Style {
  readonly isUtf8: boolean;
  readonly hasColor: boolean;
}

/** SGR parameters, without and with colours: those of the terminal's own palette, so that its theme decides. */
const looks: Readonly<Record<Look, readonly [string, string]>> = {
  plain: ['', ''],
  title: ['7;1', '7;1'],
  faint: ['', '2'],
  strong: ['1', '1'],
  focus: ['7', '7'],
  value: ['', '36'],
  changed: ['1', '1;33'],
  problem: ['1', '1;31'],
  key: ['1', '1;36'],
  input: ['4', '4'],
};

export function span(text: string, look: Look = 'plain'): Span {
  return { text, look };
}

/** Draws a line as text with SGR sequences, no wider than `columns`; `fill` takes the rest of it. Pure. */
export function drawLine(line: Line, columns: number, style: Style, fill?: Look): string {
  let left = columns;
  let result = '';
  for (const { text, look } of line) {
    const clean = cut(printable(text, style.isUtf8), left);
    left -= widthOf(clean);
    result += withLook(clean, look, style);
  }
  return fill === undefined ? result : result + withLook(' '.repeat(left), fill, style);
}

function withLook(text: string, look: Look, { hasColor }: Style): string {
  const sgr = looks[look][hasColor ? 1 : 0];
  return sgr === '' || text === '' ? text : `\u001B[${sgr}m${text}\u001B[0m`;
}

/** Lines of a box, a rule, and marks: by locale. */
export function glyphs({
  isUtf8,
}: Style): Readonly<
  Record<
    'rule' | 'side' | 'topLeft' | 'topRight' | 'bottomLeft' | 'bottomRight' | 'up' | 'down' | 'more' | 'path',
    string
  >
> {
  return isUtf8
    ? {
        rule: '─',
        side: '│',
        topLeft: '┌',
        topRight: '┐',
        bottomLeft: '└',
        bottomRight: '┘',
        up: '▲',
        down: '▼',
        more: '…',
        path: ' › ',
      }
    : {
        rule: '-',
        side: '|',
        topLeft: '+',
        topRight: '+',
        bottomLeft: '+',
        bottomRight: '+',
        up: '^',
        down: 'v',
        more: '...',
        path: ' > ',
      };
}
