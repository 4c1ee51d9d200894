import { createInterface } from 'node:readline';

/** Returns a function that gives the next line each time, and undefined once the stream has ended. */
export function readLines(stream: NodeJS.ReadableStream): () => Promise<string | undefined> {
  const lines = createInterface({ input: stream })[Symbol.asyncIterator]();
  return async () => {
    const next = await lines.next();
    return next.done === true ? undefined : next.value;
  };
}
