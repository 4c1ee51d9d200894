import { existsSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { type Configuration, formatConfig, openConfiguration, readConfig } from '@unicore/options';
import type { CommandValues } from '../command.ts';
import { readKconfigFile } from '../config/read-kconfig-file.ts';
import { createKconfigModel } from './kconfig-model.ts';
import { isUsers, notSaved } from './not-saved.ts';
import { replaceFile } from '../replace-file.ts';
import type { MenuHost } from './run-menu.ts';

/** Opens the menu of Kconfig files: their tree, and the `.config` that it is saved in. */
export function openKconfigHost(cwd: string, values: CommandValues): MenuHost {
  const first = resolve(cwd, values.kconfig ?? 'Kconfig');
  const file = resolve(cwd, values.config ?? '.config');
  const { tree } = readKconfigFile(first, cwd, values);
  const name = relative(cwd, file);
  let seen = textOf(file);
  let configuration = configurationOf(seen);
  let model = createKconfigModel(configuration, name);

  function configurationOf(text: string | undefined): Configuration {
    const opened = openConfiguration(tree);
    if (text !== undefined) opened.load(readConfig(text, { file: name, tree }).settings);
    return opened;
  }

  function reload(): string {
    const [before, after] = [configurationOf(seen).settings, configuration.settings];
    const text = textOf(file);
    const next = configurationOf(text);
    const nextModel = createKconfigModel(next, name);
    for (const symbol of before.keys()) if (!after.has(symbol)) next.unset(symbol);
    next.load([...after].filter(([symbol, value]) => before.get(symbol) !== value));
    [seen, configuration, model] = [text, next, nextModel];
    return `Read ${name} again; ${model.changeCount()} of your changes are not in it`;
  }

  return {
    model: () => model,
    save: () => {
      try {
        if (textOf(file) !== seen) return Promise.resolve({ message: 'Not saved', stale: name });
        const text = formatConfig(configuration);
        replaceFile(file, text);
        seen = text;
      } catch (error) {
        return Promise.resolve(notSaved(error));
      }
      model = createKconfigModel(configuration, name);
      return Promise.resolve({ message: `Saved ${name}` });
    },
    reload: () => {
      try {
        return Promise.resolve(reload());
      } catch (error) {
        if (isUsers(error)) return Promise.resolve(`Not read: ${error.message}`);
        return Promise.reject(error as Error);
      }
    },
    pasteText: () => {
      const there = new Set(textOf(file)?.split('\n'));
      const lines = formatConfig(configuration)
        .split('\n')
        .filter((line) => /^(# )?CONFIG_/.test(line) && !there.has(line));
      return Promise.resolve([`What ${name} needs:`, '', ...lines.map((line) => `    ${line}`)]);
    },
    discard: () => undefined,
    abandon: () => {
      if (model.changeCount() > 0) replaceFile(`${file}.unsaved`, formatConfig(configuration));
    },
    install: () => Promise.resolve('Nothing to install'),
  };
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
