import { createContext, Script } from 'node:vm';

const most = 1000;
const call = new Script('work()');

/**
 * Runs work that a user's pattern may make endless, as `(a+)+$` does on a text of many a's: after a second it ends in an error.
 * Of all means to end a regular expression from outside, the time limit of a script is the one that Node has.
 *
 * @throws {Error} what the work throws, or that it took too long
 */
export function withinTime<Result>(work: () => Result): Result {
  let result: { readonly value: Result } | undefined;
  const context = createContext({ work: () => void (result = { value: work() }) });
  try {
    call.runInContext(context, { timeout: most });
  } catch (error) {
    if (!isTimeout(error)) throw error;
  }
  if (result === undefined) throw new Error('this pattern takes too long: a repetition within a repetition?');
  return (result as { readonly value: Result }).value;
}

/** It is of the script's own world, where `Error` is another one. */
function isTimeout(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  return error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
