import { kconfigShell, kconfigShellFailed, wrongKconfig } from '../errors.ts';
import type { KconfigHost, KconfigWarning, Place } from './kconfig-host.ts';

/** The preprocessor of Kconfig: variables and `$(function,argument)`. */
export interface Macros {
  /** Replaces every `$(...)` in a text. */
  expand(text: string, place: Place): string;
  /** Takes `NAME = text`, `NAME := text`, `NAME += text`. */
  assign(name: string, operator: '=' | ':=' | '+=', text: string, place: Place): void;
}

interface Variable {
  text: string;
  /** Expanded when it is read, not when it is set. */
  readonly isLazy: boolean;
}

const deepestNesting = 64;
const longestText = 1 << 20;
const mostExpansions = 1_000_000;

/**
 * Makes a preprocessor that sees the environment given and nothing else. Bounded in depth, length and number of expansions, so
 * that hostile input ends in an error.
 */
export function createMacros(host: KconfigHost, warnings: KconfigWarning[]): Macros {
  const variables = new Map<string, Variable>();
  let expansions = 0;

  function expandIn(text: string, place: Place, args: readonly string[], depth: number): string {
    if (!text.includes('$')) return text;
    if (depth > deepestNesting) throw wrongKconfig(place, `macros nested more than ${deepestNesting} deep`);
    let result = '';
    let at = 0;
    for (;;) {
      const start = text.indexOf('$(', at);
      if (start < 0) return result + text.slice(at);
      const end = closing(text, start + 2);
      if (end < 0) throw wrongKconfig(place, `expected ")" for "${excerpt(text.slice(start))}"`);
      result += text.slice(at, start) + evaluateMacro(text.slice(start + 2, end), place, args, depth);
      if (result.length > longestText) throw wrongKconfig(place, 'macros that expand to more than 1 MiB');
      at = end + 1;
    }
  }

  function evaluateMacro(inner: string, place: Place, outer: readonly string[], depth: number): string {
    if (++expansions > mostExpansions) throw wrongKconfig(place, `more than ${mostExpansions} macros`);
    const [name = '', ...args] = splitArguments(inner).map((part) => expandIn(part, place, outer, depth + 1));
    if (/^\d+$/.test(name)) return outer[Number(name)] ?? '';
    const builtIn = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (builtIn !== undefined) return builtIn(args, place);
    const variable = variables.get(name);
    if (variable !== undefined) {
      return variable.isLazy ? expandIn(variable.text, place, [name, ...args], depth + 1) : variable.text;
    }
    if (args.length > 0) {
      const answer = host.call?.(name, args);
      if (answer !== undefined) return answer;
      throw wrongKconfig(
        place,
        `there is no function "${excerpt(name)}". To answer it by a text: --function NAME=TEXT`,
      );
    }
    return Object.hasOwn(host.environment, name) ? (host.environment[name] ?? '') : '';
  }

  const functions: Readonly<Record<string, (args: readonly string[], place: Place) => string>> = {
    shell: ([command = ''], place) => {
      if (host.shell === undefined) throw kconfigShell(place, command);
      try {
        // As conf: no newline at the end, and spaces for those within; so for what else no line of `.config` can hold.
        return host
          .shell(command)
          .replace(/[\0\r\n]+$/, '')
          .replaceAll(/\r\n|[\0\r\n]/g, ' ');
      } catch (cause) {
        throw kconfigShellFailed(place, command, cause);
      }
    },
    info: ([text = '']) => {
      void text;
      return '';
    },
    'warning-if': ([condition = '', text = ''], place) => {
      if (condition === 'y') warnings.push({ ...place, text });
      return '';
    },
    'error-if': ([condition = '', text = ''], place) => {
      if (condition === 'y') throw wrongKconfig(place, text);
      return '';
    },
    filename: (_, { file }) => file,
    lineno: (_, { line }) => String(line),
  };

  return {
    expand: (text, place) => expandIn(text, place, [], 0),
    assign(name, operator, text, place) {
      const before = variables.get(name);
      if (operator === '+=' && before !== undefined) {
        const more = before.isLazy ? text : expandIn(text, place, [], 0);
        before.text = `${before.text} ${more}`;
        if (before.text.length > longestText) throw wrongKconfig(place, 'a variable of more than 1 MiB');
        return;
      }
      const isLazy = operator !== ':=';
      variables.set(name, { text: isLazy ? text : expandIn(text, place, [], 0), isLazy });
    },
  };
}

/** Where the parenthesis closes that opened before `from`; -1 if nowhere. Pure. */
export function closing(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at;
  }
  return -1;
}

/** Splits at commas that stand in no parentheses. */
function splitArguments(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

function excerpt(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
