import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { formatConfig, openConfiguration, readConfig, readKconfig } from '@unicore/options';
import { openKconfigFiles } from '../app/kconfig-files.ts';
import type { CommandValues } from '../command.ts';
import { createKconfigModel } from './kconfig-model.ts';
import { replaceFile } from '../replace-file.ts';
import type { MenuHost } from './run-menu.ts';

/** Opens the menu of Kconfig files: their tree, and the `.config` that it is saved in. */
export function openKconfigHost(cwd: string, values: CommandValues): MenuHost {
  const first = resolve(cwd, values.kconfig ?? 'Kconfig');
  const root = values.srctree === undefined ? dirname(first) : resolve(cwd, values.srctree);
  const file = resolve(cwd, values.config ?? '.config');
  const tree = readKconfig(relative(root, first), openKconfigFiles(root, values));
  const configuration = openConfiguration(tree);
  const name = relative(cwd, file);
  if (existsSync(file)) {
    const { settings } = readConfig(readFileSync(file, 'utf8'), { file: name, tree });
    configuration.load(settings);
  }
  let model = createKconfigModel(configuration, name);
  return {
    model: () => model,
    save: () => {
      replaceFile(file, formatConfig(configuration));
      model = createKconfigModel(configuration, name);
      return Promise.resolve({ message: `Saved ${name}` });
    },
    discard: () => undefined,
    abandon: () => {
      if (model.changeCount() > 0) replaceFile(`${file}.unsaved`, formatConfig(configuration));
    },
    install: () => Promise.resolve('Nothing to install'),
  };
}
