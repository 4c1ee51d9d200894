import type { Row } from './menu-model.ts';
import { type Line, type Look, span } from './style.ts';
import { cut, widthOf } from './text-width.ts';

/** One line of a menu: mark, prompt, what opens, and what is to be noted; where all do not fit, the prompt is cut. Pure. */
export function rowLine(row: Row, isFocused: boolean, columns: number): Line {
  const look = (own: Look): Look => (isFocused ? 'focus' : own);
  const indent = '  '.repeat(Math.min(row.depth, 12));
  const gutter = span(row.isChanged ? ' *' : '  ', row.isChanged ? 'changed' : 'plain');
  if (row.kind === 'comment') return [gutter, span(`${indent}    --- ${row.prompt} ---`, 'faint')];
  if (row.kind === 'problem')
    return [gutter, span(`${indent} ! `, 'problem'), span(row.prompt, look('problem'))];
  const mark = `${indent}${markOf(row)} `;
  const ends: Line = [
    ...(row.kind === 'choice' ? [span(` (${row.value})`, look('value'))] : []),
    ...(row.opens ? [span('  --->', look('plain'))] : []),
    ...(row.isShown || row.kind === 'menu' ? [] : [span(' (hidden)', 'faint')]),
    ...(row.note === undefined ? [] : [span(`  ${row.note}`, row.note === '!' ? 'problem' : 'faint')]),
  ];
  const taken = ends.reduce((sum, { text }) => sum + widthOf(text), 2 + widthOf(mark));
  const prompt = shortened(row.prompt, Math.max(columns - taken, columns >> 1));
  return [gutter, span(mark, 'value'), span(prompt, look(row.isShown ? 'plain' : 'faint')), ...ends];
}

function shortened(text: string, columns: number): string {
  return widthOf(text) <= columns ? text : `${cut(text, columns - 2)}..`;
}

/** `[*]`, `< >`, `(12)`, `-*-` for what others decide: as Kconfig's menus have it. Pure. */
export function markOf(row: Row): string {
  const sign = row.value === 'y' ? '*' : row.value === 'm' ? 'M' : ' ';
  switch (row.kind) {
    case 'bool':
      return row.able.length > 0 ? `[${sign}]` : `-${sign}-`;
    case 'tristate':
      return tristateMark(row.able, sign);
    case 'member':
      return row.able.length > 0 ? (row.value === 'y' ? '(X)' : '( )') : row.value === 'y' ? '-X-' : '- -';
    case 'int':
    case 'hex':
    case 'string':
      return `(${row.value})`;
    case 'choice':
      return row.able.length > 0 ? `<${sign === ' ' && row.value !== 'none' ? '*' : sign}>` : '   ';
    case 'missing':
      return '[+]';
    default:
      return '   ';
  }
}

/** Without modules it is as a bool; braces where a select has it at m at least. */
function tristateMark(able: readonly string[], sign: string): string {
  if (able.length === 0) return `-${sign}-`;
  if (!able.includes('n')) return `{${sign}}`;
  return able.includes('m') ? `<${sign}>` : `[${sign}]`;
}
