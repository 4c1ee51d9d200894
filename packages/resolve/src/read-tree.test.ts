import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writePackage, writeTree, withFolder, type TreeContent } from '../test/write-tree.ts';
import { readTree, type ReadTreeSettings } from './read-tree.ts';
import type { Tree } from './tree.ts';

const api = { library: { name: 'api' } };
const lwip = { dependencies: { '@unicore/lib-api': '^1.0.0' }, library: { name: 'lwip' } };
const shop = { name: 'shop', version: '2.0.0', dependencies: { '@unicore/lib-lwip': '^1.0.0' } };

/** Reads a written tree; paths in the result are relative to its folder. */
async function read(content: TreeContent, from = '.', settings?: ReadTreeSettings): Promise<Tree> {
  return withFolder(async (folder) => {
    writeTree(folder, content);
    const tree = await readTree(join(folder, from), settings);
    return JSON.parse(JSON.stringify(tree).replaceAll(folder, '')) as Tree;
  });
}

function summary(tree: Tree): readonly string[] {
  return tree.packages.map((entry) => `${entry.package}@${entry.version} ${entry.folder}${entry.own ? ' own' : ''}`);
}

describe('readTree', () => {
  it('follows dependencies of libraries through a hoisted node_modules of npm', async () => {
    const tree = await read({
      'package.json': shop,
      'package-lock.json': {},
      'node_modules/@unicore/lib-lwip': lwip,
      'node_modules/@unicore/lib-api': api,
    });

    expect(tree.app).toEqual({
      name: 'shop',
      version: '2.0.0',
      folder: '',
      dependencies: { '@unicore/lib-lwip': '/node_modules/@unicore/lib-lwip' },
    });
    expect(summary(tree)).toEqual([
      '@unicore/lib-api@1.0.0 /node_modules/@unicore/lib-api',
      '@unicore/lib-lwip@1.0.0 /node_modules/@unicore/lib-lwip',
    ]);
    expect(tree.packages[1]?.dependencies).toEqual({ '@unicore/lib-api': '/node_modules/@unicore/lib-api' });
    expect(tree.packageManager).toEqual({ name: 'npm', folder: '' });
  });

  it('takes the copy that is nested in the dependent before the hoisted one', async () => {
    const tree = await read({
      'package.json': { ...shop, dependencies: { ...shop.dependencies, '@unicore/lib-api': '^2.0.0' } },
      'node_modules/@unicore/lib-lwip': lwip,
      'node_modules/@unicore/lib-lwip/node_modules/@unicore/lib-api': api,
      'node_modules/@unicore/lib-api': { ...api, version: '2.0.0' },
    });

    expect(tree.app.dependencies['@unicore/lib-api']).toBe('/node_modules/@unicore/lib-api');
    expect(tree.packages.find((entry) => entry.library.name === 'lwip')?.dependencies).toEqual({
      '@unicore/lib-api': '/node_modules/@unicore/lib-lwip/node_modules/@unicore/lib-api',
    });
  });

  it("follows the links of pnpm's store, where only a package's own dependencies stand beside it", async () => {
    const store = 'node_modules/.pnpm';
    const tree = await read({
      'package.json': shop,
      'pnpm-lock.yaml': '',
      'node_modules/@unicore/lib-lwip': '-> ../.pnpm/@unicore+lib-lwip@1.0.0/node_modules/@unicore/lib-lwip',
      [`${store}/@unicore+lib-lwip@1.0.0/node_modules/@unicore/lib-lwip`]: lwip,
      [`${store}/@unicore+lib-lwip@1.0.0/node_modules/@unicore/lib-api`]:
        '-> ../../../@unicore+lib-api@1.0.0/node_modules/@unicore/lib-api',
      [`${store}/@unicore+lib-api@1.0.0/node_modules/@unicore/lib-api`]: api,
    });

    expect(summary(tree)).toEqual([
      '@unicore/lib-api@1.0.0 /node_modules/.pnpm/@unicore+lib-api@1.0.0/node_modules/@unicore/lib-api',
      '@unicore/lib-lwip@1.0.0 /node_modules/.pnpm/@unicore+lib-lwip@1.0.0/node_modules/@unicore/lib-lwip',
    ]);
    expect(tree.packageManager.name).toBe('pnpm');
  });

  it('flags the packages of a workspace as own, and finds the lock file at its root', async () => {
    const tree = await read(
      {
        'package.json': { name: 'root', workspaces: ['*'] },
        'yarn.lock': '',
        'apps/shop/package.json': shop,
        'libs/lwip': { ...lwip, dependencies: {} },
        'node_modules/@unicore/lib-lwip': '-> ../../libs/lwip',
      },
      'apps/shop',
    );

    expect(summary(tree)).toEqual(['@unicore/lib-lwip@1.0.0 /libs/lwip own'].map((line) => line.replace('@unicore/lib-lwip', 'libs/lwip').replace('libs/lwip@', 'libs/lwip@')));
    expect(tree.packageManager).toEqual({ name: 'yarn', folder: '' });
  });
});
