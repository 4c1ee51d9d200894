import { UnicoreError } from '@unicore/descriptor';

export function badName(name: string, why: string, near: string): UnicoreError {
  return new UnicoreError('ERR_UNICORE_BAD_NAME', `"${name}" cannot be the name of ${why}.`, {
    hint: `Take another folder, or add --name: ${near} would do.`,
  });
}

export function folderNotEmpty(folder: string, found: readonly string[]): UnicoreError {
  const shown = found.slice(0, 3).join(', ');
  const more = found.length > 3 ? ` and ${found.length - 3} more` : '';
  return new UnicoreError('ERR_UNICORE_FOLDER_NOT_EMPTY', `${folder} is not empty: it has ${shown}${more}.`, {
    hint: 'Name a folder that is empty or not there yet. Nothing was changed.',
  });
}

export function folderUnusable(folder: string, cause: unknown): UnicoreError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new UnicoreError('ERR_UNICORE_FOLDER_UNUSABLE', `${folder} cannot be written: ${why}.`, {
    hint: 'Name a folder that you may write to. What had been written was removed.',
    cause,
  });
}

/** A command line that cannot be meant so. */
export function usage(message: string, hint: string): UnicoreError {
  return new UnicoreError('ERR_UNICORE_USAGE', message, { hint });
}
