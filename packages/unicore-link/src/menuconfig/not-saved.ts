import { UnicoreError } from '@unicore/descriptor';
import type { SaveReport } from './run-menu.ts';

/** Whether an error is one that a user can mend, as a full disk is; others are the program's. */
export function isUsers(error: unknown): error is Error {
  return error instanceof UnicoreError || (error instanceof Error && 'syscall' in error);
}

/** What to say of a save that failed: the menu goes on. Throws what is the program's own error. Pure. */
export function notSaved(error: unknown): SaveReport {
  if (!isUsers(error)) throw error;
  const hint = error instanceof UnicoreError ? (error.hint ?? '') : '';
  const lines = [`Not saved: ${error.message}`, '', ...hint.split('\n'), '', 'The changes are still here.'];
  return { message: 'Not saved', page: { title: 'Not saved', lines } };
}
