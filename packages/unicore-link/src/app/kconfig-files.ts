import { existsSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { KconfigHost } from '@unicore/options';
import type { CommandValues } from '../command.ts';
import { usage } from '../errors.ts';
import { globToRegExp, isGlob, listFiles } from '../lib/glob.ts';

/** Reads files of one folder, and the variables that the command line gives. */
export function openKconfigFiles(root: string, values: CommandValues): KconfigHost {
  const says = values.shellSays;
  let files: readonly string[] | undefined;
  const place = (path: string): string => (isAbsolute(path) ? path : join(root, path));
  return {
    read: (path) => (isFile(place(path)) ? readFileSync(place(path), 'utf8') : undefined),
    glob: (pattern) => {
      if (!isGlob(pattern)) return existsSync(place(pattern)) ? [pattern] : [];
      files ??= listFiles(root);
      const matches = globToRegExp(pattern);
      return files.filter((file) => matches.test(file));
    },
    environment: { srctree: '.', ...environmentOf(values.env ?? []) },
    ...(says !== undefined && { shell: () => says }),
  };
}

function environmentOf(settings: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    settings.map((setting) => {
      const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(setting) ?? [];
      if (name === undefined || value === undefined) throw usage(`--env takes NAME=value, not "${setting}".`);
      return [name, value];
    }),
  );
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
