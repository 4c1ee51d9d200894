import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readTree } from '../src/read-tree.ts';
import type { Tree } from '../src/tree.ts';
import { smallPool } from './small-pool.ts';
import { withFolder, writePackage, writeTree } from './write-tree.ts';

/** A package manager that the repository itself installs, so that no test asks a network for it. */
const manager = (name: string) =>
  fileURLToPath(new URL(`../../../node_modules/.bin/${name}`, import.meta.url));
const yarnSettings = (linker: string) =>
  [
    `nodeLinker: ${linker}`,
    'enableGlobalCache: false',
    'enableTelemetry: false',
    'enableNetwork: false',
    'cacheFolder: ./.yarn/cache',
    'globalFolder: ./.yarn/global',
  ].join('\n');

interface Case {
  readonly title: string;
  readonly manager: Tree['packageManager']['name'];
  readonly files: Readonly<Record<string, string>>;
  readonly command: readonly string[];
}

const cases: readonly Case[] = [
  {
    title: 'npm',
    manager: 'npm',
    files: {},
    command: [
      'npm',
      'install',
      '--offline',
      '--install-links',
      '--no-audit',
      '--no-fund',
      '--cache',
      '.npm-cache',
    ],
  },
  {
    title: 'npm with all packages nested',
    manager: 'npm',
    files: { '.npmrc': 'install-strategy=nested\ninstall-links=true\n' },
    command: ['npm', 'install', '--offline', '--no-audit', '--no-fund', '--cache', '.npm-cache'],
  },
  {
    title: 'pnpm',
    manager: 'pnpm',
    files: { '.npmrc': 'store-dir=.pnpm-store\n' },
    command: [process.execPath, manager('pnpm'), 'install', '--offline'],
  },
  {
    title: 'Yarn with node_modules',
    manager: 'yarn',
    files: { '.yarnrc.yml': yarnSettings('node-modules'), 'yarn.lock': '' },
    command: [process.execPath, manager('yarn'), 'install'],
  },
  {
    title: "Yarn with Plug'n'Play",
    manager: 'yarn',
    files: { '.yarnrc.yml': yarnSettings('pnp'), 'yarn.lock': '' },
    command: [process.execPath, manager('yarn'), 'install'],
  },
];

/** Writes the packages that lwip needs, which depend on each other by tarball, as an application finds them. */
function writePackages(folder: string): void {
  for (const [name, content] of Object.entries(smallPool)) {
    const dependencies = Object.fromEntries(
      Object.keys(content.dependencies ?? {}).map((need) => [
        need,
        `file:${join(folder, `${need}-1.0.0.tgz`)}`,
      ]),
    );
    const source = join(folder, 'sources', name);
    writePackage(source, { ...content, name, dependencies, preferUnplugged: true });
    writeTree(folder, { [`${name}-1.0.0.tgz`]: '' });
    execFileSync(
      'tar',
      ['-czf', join(folder, `${name}-1.0.0.tgz`), '--transform=s,^./,package/,', './package.json', './dist'],
      {
        cwd: source,
      },
    );
  }
}

describe('readTree finds the same libraries after a real installation by', () => {
  it.each(cases)('$title', async ({ manager: expected, files, command: [program = '', ...args] }) => {
    const tree = await withFolder(async (folder) => {
      writePackages(folder);
      const dependencies = Object.fromEntries(
        ['@unicore/lib-lwip', '@unicore/lib-kvmplat'].map((name) => [
          name,
          `file:${join(folder, `${name}-1.0.0.tgz`)}`,
        ]),
      );
      const shop = join(folder, 'shop');
      writeTree(shop, { 'package.json': { name: 'shop', version: '1.0.0', dependencies }, ...files });
      execFileSync(program, args, {
        cwd: shop,
        stdio: 'pipe',
        env: { ...process.env, HOME: folder, YARN_ENABLE_IMMUTABLE_INSTALLS: '0' },
      });
      return readTree(shop);
    });

    expect(tree.packageManager.name).toBe(expected);
    expect([...new Set(tree.packages.map((entry) => `${entry.package}@${entry.version}`))]).toEqual([
      '@unicore/lib-alloc-tlsf@1.0.0',
      '@unicore/lib-api@1.0.0',
      '@unicore/lib-kvmplat@1.0.0',
      '@unicore/lib-lwip@1.0.0',
      '@unicore/lib-virtio-net@1.0.0',
      '@unicore/lib-x86_64arch@1.0.0',
    ]);
    expect(tree.packages.filter((entry) => entry.own)).toEqual([]);
    const lwip = tree.packages.find((entry) => entry.library.name === 'lwip');
    expect(Object.keys(lwip?.dependencies ?? {})).toEqual(['@unicore/lib-alloc-tlsf', '@unicore/lib-api']);
  });
});
