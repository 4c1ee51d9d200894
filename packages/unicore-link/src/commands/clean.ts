import { existsSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { defaultStoreFolder } from '@unicore/toolchain';
import { findApp } from '../app/find-config.ts';
import type { RunCommand } from '../command.ts';

const clean: RunCommand = async ({ cwd, reporter }, { values }) => {
  const { folder } = findApp(cwd);
  const folders = [join(folder, 'build'), join(folder, '.unicore')];
  if (values.cache) folders.push(defaultStoreFolder(process.env));
  for (const path of folders.filter((candidate) => existsSync(candidate))) {
    rmSync(path, { recursive: true, force: true });
    reporter.result(`removed ${relative(process.cwd(), path)}`);
  }
};

export default clean;
