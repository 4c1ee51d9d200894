/** Reads the prerequisites of the first rule in a make dependency file, in order, each once. Pure. */
export function parseDepfile(text: string): readonly string[] {
  const start = text.indexOf(':');
  if (start < 0) return [];
  const words: string[] = [];
  let word = '';
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charAt(at);
    const next = text.charAt(at + 1);
    if (char === '\\' && (next === '\n' || next === '\r')) {
      at += next === '\r' ? 2 : 1;
      if (word) words.push(word);
      word = '';
    } else if (
      (char === '\\' && (next === ' ' || next === '#' || next === ':')) ||
      (char === '$' && next === '$')
    ) {
      word += next;
      at++;
    } else if (char === '\n') {
      break; // What follows are rules without a body, one for each prerequisite.
    } else if (/\s/.test(char)) {
      if (word) words.push(word);
      word = '';
    } else {
      word += char;
    }
  }
  if (word) words.push(word);
  return [...new Set(words)];
}
