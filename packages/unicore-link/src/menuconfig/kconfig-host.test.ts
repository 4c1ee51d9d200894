import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openKconfigHost } from './kconfig-host.ts';

let folder = '';
const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const saved = (): string => readFileSync(join(folder, '.config'), 'utf8');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unicore-kconfig-host-'));
  const bools = ['A', 'B', 'C', 'D'].map((name) => `config ${name}\n\tbool "Option ${name}"\n`);
  write('Kconfig', bools.join(''));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('takes over what somebody else changed, with what the user set and reset on top', async () => {
  write('.config', 'CONFIG_A=y\nCONFIG_B=y\n');
  const host = openKconfigHost(folder, {});
  const row = (name: string): string =>
    host
      .model()
      .rows('')
      .find((one) => one.name === name)?.id ?? name;
  host.model().reset(row('A'));
  host.model().set(row('C'), 'y');
  write('.config', 'CONFIG_A=y\nCONFIG_D=y\n');

  expect(await host.save()).toEqual({ message: 'Not saved', stale: '.config' });
  expect(saved()).toBe('CONFIG_A=y\nCONFIG_D=y\n');
  expect(await host.pasteText()).toContain('    CONFIG_C=y');
  expect(await host.reload()).toBe('Read .config again; 2 of your changes are not in it');
  expect(await host.save()).toEqual({ message: 'Saved .config' });
  expect(saved().match(/^.*CONFIG_.*$/gm)).toEqual([
    '# CONFIG_A is not set',
    '# CONFIG_B is not set',
    'CONFIG_C=y',
    'CONFIG_D=y',
  ]);
});

it('keeps the changes where they cannot be saved', async () => {
  const host = openKconfigHost(folder, { config: 'nowhere/.config' });
  host.model().set(host.model().rows('')[0]?.id ?? '', 'y');

  expect(await host.save()).toMatchObject({ message: 'Not saved', page: { title: 'Not saved' } });
  expect(host.model().changeCount()).toBe(1);
});
