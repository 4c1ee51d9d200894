/**
 * Finds the line at which an object of JSON or TypeScript text has a key: ['requires', 'malloc'] of `requires: { malloc: '1.0' }`.
 * The path begins in the outermost object, also where that is an argument of a call, as in `defineLibrary({ ... })`.
 *
 * Reads the text alone: what is computed is not found. Pure.
 *
 * @returns the line, from 1; undefined where the text has no such key
 */
export function findLine(text: string, path: readonly string[]): number | undefined {
  const stack: string[] = [];
  let line = 1;
  let last = '';
  let key = '';
  for (const [token] of text.matchAll(tokens)) {
    const at = line;
    line += token.split('\n').length - 1;
    if (/^(?:\s|\/\/|\/\*)/.test(token)) continue;
    if (token === '{') {
      stack.push(key);
      key = '';
    } else if (token === '}') {
      stack.pop();
    } else if (token === ':') {
      key = last;
      if (stack.length === path.length && samePath([...stack.slice(1), key], path)) return at;
    } else if (token === ',') {
      key = '';
    }
    last = /^['"`]/.test(token) ? token.slice(1, -1) : token;
  }
  return undefined;
}

/** Comments, strings, names, space, and what is left one by one. */
const tokens =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`|[\w$-]+|\s+|[\s\S]/g;

function samePath(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((part, index) => part === right[index]);
}
