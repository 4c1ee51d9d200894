import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { defaultStoreFolder } from '@unicore/toolchain';
import { findApp } from '../app/find-config.ts';
import type { RunCommand } from '../command.ts';

const clean: RunCommand = async ({ cwd, reporter }, { values }) => {
  const { folder } = findApp(cwd);
  const build = join(folder, 'build');
  const made = entriesOf(build).filter(isMade);
  const foreign = entriesOf(build).filter((path) => !made.includes(path));
  for (const path of made) rmSync(path, { recursive: true, force: true });
  for (const path of foreign) reporter.note(`left ${relative(process.cwd(), path)}: no build has made it`);

  const folders = [...(foreign.length === 0 ? [build] : []), join(folder, '.unicore')];
  if (values.cache) folders.push(defaultStoreFolder(process.env));
  for (const path of folders.filter((candidate) => existsSync(candidate))) {
    rmSync(path, { recursive: true, force: true });
    reporter.result(`removed ${relative(process.cwd(), path)}`);
  }
};

function entriesOf(build: string): readonly string[] {
  return existsSync(build) ? readdirSync(build).map((name) => join(build, name)) : [];
}

/** An image's folder, one that a killed build left, the tests and fuzzers of a library, or the list of compile commands. */
function isMade(path: string): boolean {
  return (
    existsSync(join(path, 'image.json')) || /\.\d+\.tmp$|\/(?:compile_commands\.json|tests|fuzz)$/.test(path)
  );
}

export default clean;
