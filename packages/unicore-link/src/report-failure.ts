import { UnicoreError } from '@unicore/descriptor';
import { noSpace, notPermitted } from './errors.ts';
import type { Reporter } from './reporter.ts';

/** A word of the command line that is wrong whatever is installed; of a config, the same is `ERR_UNICORE_BAD_SETTING`. */
const usageCodes = new Set([
  'ERR_UNICORE_INVALID_DISK',
  'ERR_UNICORE_INVALID_MEMORY',
  'ERR_UNICORE_INVALID_NETWORK',
  'ERR_UNICORE_INVALID_PUBLISH',
  'ERR_UNICORE_INVALID_SHARE',
  'ERR_UNICORE_USAGE',
]);

/** Prints what went wrong and returns the exit status: 1 (2 for usage) for the user's, 70 for our own bug. */
export function reportFailure(thrown: unknown, reporter: Reporter): number {
  const error = refusalOf(thrown) ?? thrown;
  const { colors } = reporter;
  if (error instanceof UnicoreError) {
    reporter.object({ error: { code: error.code, message: error.message, hint: error.hint } });
    reporter.note(`${colors.red('error:')} ${error.message}`);
    if (error.hint) reporter.note(error.hint);
    reporter.note(colors.dim(`(${error.code})`));
    return usageCodes.has(error.code) ? 2 : 1;
  }
  const bug = error instanceof Error ? error : new Error(String(error));
  reporter.object({ error: { code: 'BUG', message: bug.message, stack: bug.stack } });
  reporter.note(`${colors.red('bug in unicore-link:')} ${describe(bug)}`);
  reporter.note('This is our fault, not yours. Please report it with the lines above and the output of');
  reporter.note(
    '`unicore-link --version` and `unicore-link doctor`: https://www.npmjs.com/package/unicore-link (Issues).',
  );
  return 70;
}

function describe(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by: ${describe(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}

/** Rights, and files where builds want folders or the other way round. */
const refusals = new Set(['EACCES', 'EEXIST', 'EISDIR', 'ENOTDIR', 'EPERM', 'EROFS']);

/** What the system refuses to this user is no bug, wherever it came up. */
function refusalOf(error: unknown): UnicoreError | undefined {
  if (!(error instanceof Error) || error instanceof UnicoreError) return undefined;
  const { code, path, dest } = error as NodeJS.ErrnoException & { readonly dest?: string };
  if (code === 'ENOSPC' || code === 'EDQUOT') return noSpace(dest ?? path ?? process.cwd(), error);
  return path === undefined || !refusals.has(code ?? '') ? undefined : notPermitted(path, error);
}
