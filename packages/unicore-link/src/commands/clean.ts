import { existsSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
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

  const folders = [...(foreign.length === 0 ? [build] : []), join(folder, '.unicore')].filter(existsSync);
  for (const path of folders) rmSync(path, { recursive: true, force: true });
  const cache = defaultStoreFolder(process.env);
  if (values.cache && existsSync(cache)) {
    removeCache(cache);
    folders.push(cache);
  }
  for (const path of folders) reporter.result(`removed ${relative(process.cwd(), path)}`);
};

/**
 * What is in it goes aside first, each in one step: a build that runs finds nothing any more and starts over, where it would
 * fill again what is being emptied.
 */
function removeCache(cache: string): void {
  for (const path of entriesOf(cache)) {
    const aside = `${path}.${process.pid}.tmp`;
    try {
      renameSync(path, aside);
      // A tool that works in there may still write its last file.
      rmSync(aside, { recursive: true, force: true, maxRetries: 5 });
    } catch (error) {
      // Another `clean` was there first.
      if (!isMissing(error)) throw error;
    }
  }
  try {
    rmdirSync(cache);
  } catch {
    // A build has begun with a new one.
  }
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

/** An image's folder, one that a killed build left, the tests and fuzzers of a library, or the list of compile commands. */
function isMade(path: string): boolean {
  return (
    existsSync(join(path, 'image.json')) || /\.\d+\.tmp$|\/(?:compile_commands\.json|tests|fuzz)$/.test(path)
  );
}

export default clean;
