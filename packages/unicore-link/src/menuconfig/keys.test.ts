import { describe, expect, it } from 'vitest';
import { decodeKeys } from './keys.ts';
import { cut, printable, widthOf, wrap } from './text-width.ts';

const names = (input: string): string =>
  decodeKeys(input, true)
    .keys.map((key) => key.text ?? key.name)
    .join(' ');

describe('decodeKeys', () => {
  it.each([
    ['arrows of both modes', '\u001B[A\u001BOB\u001B[C\u001BOD', 'up down right left'],
    [
      'ends and pages of xterm, Linux and rxvt',
      '\u001B[H\u001B[1~\u001B[7~\u001B[F\u001B[4~\u001B[5~\u001B[6~',
      'home home home end end pageup pagedown',
    ],
    ['arrows with modifiers', '\u001B[1;5A', 'up'],
    ['escape, and escape before a letter', '\u001B\u001Bx', 'escape escape x'],
    ['letters beyond ASCII', 'né漢😀', 'n é 漢 😀'],
    ['editing', '\u007F\b\u0015\u0017\u0001\u0005', 'backspace backspace clear word home end'],
    ['F1, Ctrl-C, Ctrl-L, Enter', '\u001BOP\u001B[11~\u0003\u000C\r', 'help help interrupt redraw enter'],
    ['nothing of what a terminal answers or a mouse does', '\u001B[?1;2c\u001B[<0;3;4Mx\u001B[24;80R', 'x'],
  ])('knows %s', (_, input, expected) => {
    expect(names(input)).toBe(expected);
  });

  it('waits for the rest of a sequence, wherever it is cut', () => {
    const input = '\u001B[1;5A\u001BOBx\u001B[5~';
    for (let at = 0; at <= input.length; at++) {
      const first = decodeKeys(input.slice(0, at), false);
      const second = decodeKeys(first.rest + input.slice(at), true);
      const all = [...first.keys, ...second.keys].map((key) => key.text ?? key.name);
      expect(all).toEqual(['up', 'down', 'x', 'pageup']);
    }
  });
});

describe('texts of others', () => {
  it('lose what would move a cursor, hide, or turn the direction of writing', () => {
    expect(printable('a\u001B[2J\u0007b\u009Bc\u202Ed\r\ne', true)).toBe(
      'a\uFFFD[2J\uFFFDb\uFFFDc\uFFFDd\uFFFD\uFFFDe',
    );
    expect(printable('é\u001B', false)).toBe('??');
  });

  it('take as many columns as a terminal gives them', () => {
    expect(widthOf('漢e\u0301')).toBe(3);
    expect(cut('漢字x', 3)).toBe('漢');
  });

  it.each([20, 33, 80])('break into lines of %i columns and lose no word', (columns) => {
    const text = `Depends on:    ${'netstack && '.repeat(9)}漢字 ${'x'.repeat(100)}`;
    const lines = wrap(text, columns);
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
    expect(lines.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
  });
});
