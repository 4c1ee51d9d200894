import type { UnicoreError } from '@unicore/descriptor';
import * as errors from '../src/errors.ts';
import { appNameProblem, nearestValidName } from '../src/names.ts';

const problem = (name: string) => appNameProblem(name, []);

/** For each code of this package, the plainest way to meet it. */
export const errorCases: Readonly<Record<string, () => UnicoreError>> = {
  ERR_UNICORE_BAD_NAME: () =>
    errors.badName('My App', problem('My App') ?? '', nearestValidName('My App', problem)),
  ERR_UNICORE_FOLDER_NOT_EMPTY: () =>
    errors.folderNotEmpty('/home/me/app', ['Makefile', 'main.c', 'notes', 'a', 'b']),
  ERR_UNICORE_FOLDER_UNUSABLE: () =>
    errors.folderUnusable('/opt/app', new Error("EACCES: permission denied, mkdir '/opt/app'")),
};
