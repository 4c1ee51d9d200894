import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
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
    !readFileSync(config.file, 'utf8').includes('.unicore/types')
  ) {
    reporter.note(
      `Put this first in ${relative(process.cwd(), config.file)}, so that the editor knows them:\n${reference}`,
    );
  }
};

export default sync;
