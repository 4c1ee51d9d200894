import { wrongKconfig } from '../errors.ts';
import type { Place } from './kconfig-host.ts';
import { closing, type Macros } from './macros.ts';

/** A word, a quoted text, or an operator of one line. */
export interface KconfigToken {
  readonly kind: 'word' | 'string' | 'operator';
  readonly text: string;
}

const operators = ['&&', '||', '!=', '<=', '>=', '=', '<', '>', '!', '(', ')'];
const wordCharacters = /[A-Za-z0-9_./-]/;

/**
 * Splits a line into tokens, macros expanded; a comment ends it. Pure but for `macros`.
 *
 * @throws {UnicoreError} `ERR_UNICORE_BAD_KCONFIG`
 */
export function tokenizeLine(text: string, macros: Macros, place: Place): readonly KconfigToken[] {
  const tokens: KconfigToken[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text[at] ?? '';
    if (character === '#') break;
    if (/\s/.test(character)) {
      at++;
    } else if (character === '"' || character === "'") {
      const quoted = readQuoted(text, at, macros, place);
      tokens.push({ kind: 'string', text: quoted.text });
      at = quoted.end;
    } else if (wordCharacters.test(character) || text.startsWith('$(', at)) {
      const word = readWord(text, at, macros, place);
      if (word.text !== '') tokens.push({ kind: 'word', text: word.text });
      at = word.end;
    } else {
      const operator = operators.find((one) => text.startsWith(one, at));
      if (operator === undefined) {
        throw wrongKconfig(
          place,
          `expected a word, a quoted text or an operator, got ${JSON.stringify(character)}`,
        );
      }
      tokens.push({ kind: 'operator', text: operator });
      at += operator.length;
    }
  }
  return tokens;
}

interface Piece {
  readonly text: string;
  readonly end: number;
}

function readQuoted(line: string, start: number, macros: Macros, place: Place): Piece {
  const quote = line[start];
  let text = '';
  for (let at = start + 1; at < line.length; at++) {
    const character = line[at] ?? '';
    if (character === quote) return { text, end: at + 1 };
    if (character === '\\' && at + 1 < line.length) text += line[++at] ?? '';
    else if (line.startsWith('$(', at)) {
      const macro = readMacro(line, at, macros, place);
      text += macro.text;
      at = macro.end - 1;
    } else text += character;
  }
  throw wrongKconfig(place, `expected a closing ${quote ?? '"'}`);
}

function readWord(line: string, start: number, macros: Macros, place: Place): Piece {
  let text = '';
  let at = start;
  for (;;) {
    if (line.startsWith('$(', at)) {
      const macro = readMacro(line, at, macros, place);
      text += macro.text;
      at = macro.end;
    } else if (at < line.length && wordCharacters.test(line[at] ?? '')) text += line[at++] ?? '';
    else return { text, end: at };
  }
}

function readMacro(line: string, start: number, macros: Macros, place: Place): Piece {
  const end = closing(line, start + 2);
  if (end < 0) throw wrongKconfig(place, 'expected ")" for "$("');
  return { text: macros.expand(line.slice(start, end + 1), place), end: end + 1 };
}
