/** Returns a function that takes chunks of text and calls `onLine` with each whole line, and `flush` for the rest. */
export function splitLines(onLine: (line: string) => void): {
  readonly push: (chunk: Buffer) => void;
  readonly flush: () => void;
} {
  const decoder = new TextDecoder();
  let rest = '';
  return {
    push: (chunk) => {
      const parts = (rest + decoder.decode(chunk, { stream: true })).split(/\r?\n/);
      rest = parts.pop() ?? '';
      for (const line of parts) onLine(line);
    },
    flush: () => {
      if (rest !== '') onLine(rest);
      rest = '';
    },
  };
}
