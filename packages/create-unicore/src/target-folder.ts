import { readdirSync, statSync } from 'node:fs';
import type { UnicoreError } from '@unicore/descriptor';
import { folderNotEmpty, folderUnusable } from './errors.ts';

/** What may lie in a folder that counts as empty: a repository that was made for the project. */
const harmless = new Set(['.git']);

/**
 * @throws {UnicoreError} `ERR_UNICORE_FOLDER_NOT_EMPTY`, `ERR_UNICORE_FOLDER_UNUSABLE` where it is no folder, or unreadable
 */
export function checkTarget(folder: string): void {
  const problem = targetProblem(folder);
  if (problem !== undefined) throw problem;
}

/** Why a project cannot be written to a folder; nothing where it is empty, or not there. */
export function targetProblem(folder: string): UnicoreError | undefined {
  try {
    if (statSync(folder, { throwIfNoEntry: false }) === undefined) return undefined;
    const found = readdirSync(folder).filter((name) => !harmless.has(name));
    return found.length === 0 ? undefined : folderNotEmpty(folder, found);
  } catch (error) {
    return folderUnusable(folder, error);
  }
}
