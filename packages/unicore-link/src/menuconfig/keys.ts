/** One key as menus tell them apart: a printable character, or a name. */
export type Key =
  | { readonly name: 'text'; readonly text: string }
  | {
      readonly name:
        | 'up'
        | 'down'
        | 'left'
        | 'right'
        | 'home'
        | 'end'
        | 'pageup'
        | 'pagedown'
        | 'enter'
        | 'escape'
        | 'backspace'
        | 'delete'
        | 'tab'
        | 'help'
        | 'interrupt'
        | 'redraw'
        | 'clear'
        | 'word';
      readonly text?: undefined;
    };

export interface Decoded {
  readonly keys: readonly Key[];
  /** The beginning of a sequence whose rest has not come yet. */
  readonly rest: string;
}

const sequences: Readonly<Record<string, Key['name']>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
  P: 'help',
  '1~': 'home',
  '7~': 'home',
  '3~': 'delete',
  '4~': 'end',
  '8~': 'end',
  '5~': 'pageup',
  '6~': 'pagedown',
  '11~': 'help',
};

const controls: Readonly<Record<string, Key['name']>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\u007F': 'backspace',
  '\b': 'backspace',
  '\u0003': 'interrupt',
  '\u0001': 'home',
  '\u0005': 'end',
  '\u000C': 'redraw',
  '\u0015': 'clear',
  '\u0017': 'word',
  '\u000E': 'down',
  '\u0010': 'up',
  '\u0002': 'pageup',
  '\u0006': 'pagedown',
  '\u0004': 'delete',
};

/**
 * Splits what a terminal sent into keys; sequences that mean nothing here are dropped. Pure.
 *
 * @param isEnd - nothing more comes for now, so that an escape alone is the key
 */
export function decodeKeys(input: string, isEnd: boolean): Decoded {
  const keys: Key[] = [];
  let at = 0;
  while (at < input.length) {
    const character = String.fromCodePoint(input.codePointAt(at) ?? 0);
    if (character !== '\u001B') {
      const name = controls[character];
      if (name !== undefined) keys.push({ name } as Key);
      else if (!/\p{Cc}/u.test(character)) keys.push({ name: 'text', text: character });
      at += character.length;
      continue;
    }
    const rest = input.slice(at + 1);
    const match = /^(?:\[([0-9;:<=>?]*)([ -/]*[@-~])|O([A-Za-z]))/.exec(rest);
    if (match) {
      const [whole, parameters = '', final = '', short] = match;
      const [first = ''] = parameters.split(';');
      const name = sequences[short ?? (final === '~' ? `${first}~` : final)];
      if (name !== undefined) keys.push({ name } as Key);
      at += 1 + whole.length;
    } else if (!isEnd && /^(?:\[[0-9;:<=>?]*|O)?$/.test(rest)) {
      return { keys, rest: input.slice(at) };
    } else {
      keys.push({ name: 'escape' });
      at += 1;
    }
  }
  return { keys, rest: '' };
}
