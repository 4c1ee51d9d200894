import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Configuration,
  fillConfiguration,
  type FillMode,
  formatConfig,
  formatDefconfig,
  importLibrary,
  type KconfigTree,
  openConfiguration,
  readConfig,
  readKconfig,
  seededRandom,
} from '../../src/index.ts';

// Trees of others, which nobody has here unless he says where: the README tells how to get them.
const conf = process.env['UNICORE_KCONFIG_CONF'] ?? '';
const scratch = mkdtempSync(join(tmpdir(), 'unicore-trees-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Project {
  readonly name: string;
  readonly folder: string | undefined;
  readonly first: string;
  /** Variables that its make sets for conf. */
  readonly variables: (folder: string) => Readonly<Record<string, string>>;
  /** A configuration of its own, in the folder. */
  readonly defconfig?: string;
  readonly leastSymbols: number;
}

const projects: readonly Project[] = [
  {
    name: 'Linux',
    folder: process.env['UNICORE_LINUX_TREE'],
    first: 'Kconfig',
    variables: () => ({
      ...{ srctree: '.', SRCARCH: 'x86', ARCH: 'x86', KERNELVERSION: '6.1', CLANG_FLAGS: '' },
      ...{
        CC: 'gcc',
        HOSTCC: 'gcc',
        LD: 'ld',
        NM: 'nm',
        RUSTC: 'rustc',
        BINDGEN: 'bindgen',
        PAHOLE: 'pahole',
      },
    }),
    defconfig: 'arch/x86/configs/x86_64_defconfig',
    leastSymbols: 10_000,
  },
  {
    name: 'Unikraft',
    folder: process.env['UNICORE_UNIKRAFT_TREE'],
    first: 'Config.uk',
    variables: (folder) => {
      const made = join(scratch, 'unikraft');
      mkdirSync(made, { recursive: true });
      return {
        ...{ srctree: '.', UK_BASE: folder, UK_APP: folder, UK_CONFIG: join(made, 'config'), UK_NAME: 'app' },
        ...{
          UK_FULLVERSION: '0',
          UK_CODENAME: 'none',
          UK_ARCH: 'x86_64',
          HOST_ARCH: 'x86_64',
          BUILD_DIR: made,
        },
        ...{ KCONFIG_DIR: made, KCONFIG_LIB_BASE: join(folder, 'lib'), KCONFIG_ELIB_DIRS: '' },
        ...{ KCONFIG_PLAT_BASE: join(folder, 'plat'), KCONFIG_EPLAT_DIRS: '', KCONFIG_EAPP_DIR: '' },
        ...{ KCONFIG_DRIV_BASE: join(folder, 'drivers'), KCONFIG_EXCLUDEDIRS: '', CC: 'gcc' },
      };
    },
    leastSymbols: 200,
  },
];

const modes = ['allnoconfig', 'allyesconfig', 'allmodconfig', 'alldefconfig'] as const;

describe.each(projects)('the Kconfig files of $name', (project) => {
  const isThere = project.folder !== undefined && existsSync(conf);
  it.runIf(!isThere)('are compared', (context) =>
    context.skip(
      `name them, and a conf, in UNICORE_${project.name.toUpperCase()}_TREE and UNICORE_KCONFIG_CONF`,
    ),
  );
  if (!isThere) return;
  const folder = resolve(project.folder ?? '');
  const variables = project.variables(folder);
  const environment = { PATH: process.env['PATH'] ?? '', CONFIG_: 'CONFIG_', ...variables };
  let tree: KconfigTree;

  beforeAll(() => {
    const place = (path: string): string => resolve(folder, path);
    tree = readKconfig(project.first, {
      read: (path) => (existsSync(place(path)) ? readFileSync(place(path), 'utf8') : undefined),
      glob: (pattern) => (existsSync(place(pattern)) ? [pattern] : []),
      environment: variables,
      shell: (command) =>
        spawnSync('/bin/sh', ['-c', command], { cwd: folder, env: environment, encoding: 'utf8' }).stdout,
    });
    expect(tree.symbols.size).toBeGreaterThan(project.leastSymbols);
  });

  /** What conf writes; `from` is the `.config` that it begins with. */
  function askConf(option: string, from?: string): string {
    const file = join(scratch, 'config');
    const out = option === '--savedefconfig' ? join(scratch, 'minimal') : file;
    if (from === undefined) rmSync(file, { force: true });
    else writeFileSync(file, from);
    const args = option === '--savedefconfig' ? `${option}=${out}` : option;
    execFileSync(conf, [args, project.first], {
      cwd: folder,
      env: { ...environment, KCONFIG_CONFIG: file },
      stdio: 'pipe',
    });
    return readFileSync(out, 'utf8');
  }

  function configurationOf(text: string): Configuration {
    const configuration = openConfiguration(tree);
    configuration.load(readConfig(text, { file: '.config', tree }).settings);
    return configuration;
  }

  it.each(modes)('have the values of conf under %s, and the same minimal configuration', (mode) => {
    const configuration = openConfiguration(tree);
    fillConfiguration(configuration, mode satisfies FillMode, seededRandom(1));
    const theirs = askConf(`--${mode}`);
    expect(valuesOf(formatConfig(configuration))).toEqual(valuesOf(theirs));
    expect(lines(formatDefconfig(configurationOf(theirs)))).toEqual(
      lines(askConf('--savedefconfig', theirs)),
    );
  });

  it.runIf(project.defconfig !== undefined)('have the values of conf from their defconfig', () => {
    const text = readFileSync(join(folder, project.defconfig ?? ''), 'utf8');
    const theirs = askConf('--olddefconfig', text);
    expect(valuesOf(formatConfig(configurationOf(text)))).toEqual(valuesOf(theirs));
    expect(lines(formatDefconfig(configurationOf(theirs)))).toEqual(
      lines(askConf('--savedefconfig', theirs)),
    );
  });

  it('become a descriptor', () => {
    expect(Object.keys(importLibrary(tree).options).length).toBeGreaterThanOrEqual(tree.symbols.size);
  });
});

/** Newer confs leave "is not set" out where a symbol has no prompt; what is not there is n. */
function valuesOf(config: string): readonly string[] {
  return lines(config).filter((line) => line.startsWith('CONFIG_'));
}

function lines(text: string): readonly string[] {
  return text.split('\n').toSorted();
}
