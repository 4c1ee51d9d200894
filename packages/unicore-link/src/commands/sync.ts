import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { findApp } from '../app/find-config.ts';
import { readFreshTree } from '../app/read-app.ts';
import { syncTypes } from '../app/sync-types.ts';
import type { RunCommand } from '../command.ts';

const reference = '/// <reference path="./.unicore/types.d.ts" />';

const sync: RunCommand = async ({ cwd, reporter }) => {
  const { folder, config } = findApp(cwd);
  const { file, changed } = syncTypes(await readFreshTree(folder, reporter));
  reporter.result(`${relative(process.cwd(), file)}${changed ? '' : ' (unchanged)'}`);
  if (
    config.kind === 'file' &&
    config.file.endsWith('.ts') &&
    ![config.file, join(folder, 'tsconfig.json')].some(namesTypes)
  ) {
    reporter.note(
      `Put this first in ${relative(process.cwd(), config.file)}, so that the editor knows them:\n${reference}`,
    );
  }
};

/** Whether a file leads the compiler to the types: the config by a reference, tsconfig.json by its list of files. */
function namesTypes(file: string): boolean {
  try {
    return readFileSync(file, 'utf8').includes('.unicore/types');
  } catch {
    return false;
  }
}

export default sync;
