import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect } from 'vitest';

import { type Cases, folder, isThere, read, run } from './command-project.ts';

const kconfig = 'config FEATURE\n\tbool "Feature"\n\tdefault y\n\nconfig SIZE\n\tint "Size"\n\tdefault 7\n';

/** What a command of Kconfig leaves in `.config`, from what stands in there before. */
async function configure(mode: string, before?: string, args: readonly string[] = []) {
  const place = join(folder, 'kconfig', mode);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'Kconfig'), kconfig);
  if (before !== undefined) await writeFile(join(place, '.config'), before);
  const { stdout } = await run(place, ['config', mode, ...args, '--kconfig', 'Kconfig']);
  const written = (await isThere(place, '.config')) ? await read(place, '.config') : '';
  return { place, stdout, written };
}

export const kconfigCases: Cases = {
  async 'config import'() {
    await writeFile(join(folder, 'Kconfig'), kconfig);
    const { stdout } = await run(folder, ['config', 'import', 'Kconfig', '--name', 'shiny']);

    expect(stdout).toMatch(
      /"feature": \{\s+"type": "bool"[^]*"value": true[^]*"size": \{\s+"type": "int"[^]*"value": 7/,
    );
  },
  async 'config oldconfig'() {
    const { written } = await configure('oldconfig', 'CONFIG_FEATURE=y\nCONFIG_SIZE=8\n');
    expect(written).toMatch(/^CONFIG_FEATURE=y\nCONFIG_SIZE=8$/m);
  },
  async 'config olddefconfig'() {
    const { written } = await configure('olddefconfig', '# CONFIG_FEATURE is not set\n');
    expect(written).toMatch(/^# CONFIG_FEATURE is not set\nCONFIG_SIZE=7$/m);
  },
  async 'config savedefconfig'() {
    const { place } = await configure('savedefconfig', 'CONFIG_FEATURE=y\nCONFIG_SIZE=8\n');
    expect(await read(place, 'defconfig')).toBe('CONFIG_SIZE=8\n');
  },
  async 'config defconfig'() {
    await writeFile(join(folder, 'least'), 'CONFIG_SIZE=8\n');
    const { written } = await configure('defconfig', undefined, [join(folder, 'least')]);
    expect(written).toMatch(/^CONFIG_FEATURE=y\nCONFIG_SIZE=8$/m);
  },
  async 'config listnewconfig'() {
    const { stdout } = await configure('listnewconfig', 'CONFIG_FEATURE=y\n');
    expect(stdout).toMatch(/^CONFIG_SIZE/m);
    expect(stdout).not.toContain('FEATURE');
  },
  async 'config alldefconfig'() {
    expect((await configure('alldefconfig')).written).toMatch(/^CONFIG_FEATURE=y\nCONFIG_SIZE=7$/m);
  },
  async 'config allnoconfig'() {
    expect((await configure('allnoconfig')).written).toContain('# CONFIG_FEATURE is not set\n');
  },
  async 'config allyesconfig'() {
    expect((await configure('allyesconfig')).written).toContain('CONFIG_FEATURE=y\n');
  },
  async 'config allmodconfig'() {
    expect((await configure('allmodconfig')).written).toContain('CONFIG_FEATURE=y\n');
  },
  async 'config randconfig'() {
    const { written } = await configure('randconfig', undefined, ['--seed', '1']);
    expect((await configure('randconfig', undefined, ['--seed', '1'])).written).toBe(written);
    expect(written).toMatch(/CONFIG_FEATURE/);
  },
};
