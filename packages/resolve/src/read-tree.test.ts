import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writePackage, writeTree, withFolder, type TreeContent } from '../test/write-tree.ts';
import { readTree, type ReadTreeSettings } from './read-tree.ts';
import type { Tree } from './tree.ts';

const api = { library: { name: 'api' } };
const lwip = { dependencies: { '@unicore/lib-api': '^1.0.0' }, library: { name: 'lwip' } };
const shop = { name: 'shop', version: '2.0.0', dependencies: { '@unicore/lib-lwip': '^1.0.0' } };

/** The two calls of Yarn's interface that the reader makes, over a tree of two packages. */
const pnp = `
const { join } = require('node:path');
const folders = {
  '@unicore/lib-lwip': '.yarn/__virtual__/lwip-virtual-1/0/unplugged/lwip/node_modules/@unicore/lib-lwip/',
  '@unicore/lib-api': '.yarn/unplugged/api/node_modules/@unicore/lib-api/',
};
exports.resolveToUnqualified = (name, issuer) => {
  const allowed = issuer.endsWith('lib-lwip/package.json') ? '@unicore/lib-api' : '@unicore/lib-lwip';
  if (name !== allowed) throw new Error(name + ' is not a dependency of ' + issuer);
  return join(__dirname, folders[name]);
};
exports.resolveVirtual = (path) => path.replace('/__virtual__/lwip-virtual-1/0', '');
`;

/** Reads a written tree; paths in the result are relative to its folder. */
async function read(content: TreeContent, from = '.', settings?: ReadTreeSettings): Promise<Tree> {
  return withFolder(async (folder) => {
    writeTree(folder, content);
    const tree = await readTree(join(folder, from), settings);
    return JSON.parse(JSON.stringify(tree).replaceAll(folder, '')) as Tree;
  });
}

function summary(tree: Tree): readonly string[] {
  return tree.packages.map(
    (entry) => `${entry.package}@${entry.version} ${entry.folder}${entry.own ? ' own' : ''}`,
  );
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
        'libs/lwip': { ...lwip, name: '@unicore/lib-lwip', dependencies: {} },
        'node_modules/@unicore/lib-lwip': '-> ../../libs/lwip',
      },
      'apps/shop',
    );

    expect(summary(tree)).toEqual(['@unicore/lib-lwip@1.0.0 /libs/lwip own']);
    expect(tree.packageManager).toEqual({ name: 'yarn', folder: '' });
  });

  it('reads a package that npm link put there from its real folder, with the dependencies beside that', async () => {
    const tree = await read(
      {
        'shop/package.json': shop,
        'shop/node_modules/@unicore/lib-lwip': '-> ../../../work/lwip',
        'shop/node_modules/@unicore/lib-api': api,
        'work/lwip': { ...lwip, name: '@unicore/lib-lwip' },
        'work/lwip/node_modules/@unicore/lib-api': { ...api, version: '1.1.0' },
      },
      'shop',
    );

    expect(summary(tree)).toEqual([
      '@unicore/lib-api@1.1.0 /work/lwip/node_modules/@unicore/lib-api',
      '@unicore/lib-lwip@1.0.0 /work/lwip own',
    ]);
  });

  it('says where to install what a linked package lacks', async () => {
    const content = {
      'shop/package.json': shop,
      'shop/node_modules/@unicore/lib-lwip': '-> ../../../work/lwip',
      'shop/node_modules/@unicore/lib-api': api,
      'work/lwip': { ...lwip, name: '@unicore/lib-lwip' },
      'work/lwip/pnpm-lock.yaml': '',
    };

    await expect(read(content, 'shop')).rejects.toThrow(
      expect.objectContaining({
        hint: expect.stringMatching(/^Run in \S+\/work\/lwip: pnpm install$/u) as unknown,
      }),
    );
  });

  it("asks Yarn's Plug'n'Play where a .pnp.cjs rules, by the real path behind a virtual one", async () => {
    const tree = await read({
      'package.json': shop,
      'yarn.lock': '',
      '.pnp.cjs': pnp,
      '.yarn/unplugged/lwip/node_modules/@unicore/lib-lwip': lwip,
      '.yarn/unplugged/api/node_modules/@unicore/lib-api': api,
    });

    expect(summary(tree)).toEqual([
      '@unicore/lib-api@1.0.0 /.yarn/unplugged/api/node_modules/@unicore/lib-api',
      '@unicore/lib-lwip@1.0.0 /.yarn/unplugged/lwip/node_modules/@unicore/lib-lwip',
    ]);
    expect(tree.packageManager.name).toBe('yarn');
  });

  it('stops at ordinary packages, whose dependencies need not be installed', async () => {
    const tree = await read({
      'package.json': { name: 'shop', dependencies: { tool: '1' } },
      'node_modules/tool/package.json': {
        name: 'tool',
        dependencies: { '@unicore/lib-lwip': '1', missing: '1' },
      },
      'node_modules/@unicore/lib-lwip': lwip,
    });

    expect(tree.packages).toEqual([]);
  });

  it('counts neither devDependencies nor peerDependencies', async () => {
    const dependencies = { '@unicore/lib-lwip': '1' };
    const tree = await read({
      'package.json': { name: 'shop', devDependencies: dependencies, peerDependencies: dependencies },
      'node_modules/@unicore/lib-lwip': { ...lwip, dependencies: {} },
    });

    expect(tree.packages).toEqual([]);
  });

  it('ends where libraries depend on each other in a circle', async () => {
    const tree = await read({
      'package.json': shop,
      'node_modules/@unicore/lib-lwip': lwip,
      'node_modules/@unicore/lib-api': { ...api, dependencies: { '@unicore/lib-lwip': '1' } },
    });

    expect(summary(tree)).toHaveLength(2);
  });

  it('starts at the nearest package.json above the folder', async () => {
    const tree = await read({ 'package.json': { name: 'shop' }, 'src/net/main.c': '' }, 'src/net');

    expect(tree.app).toEqual({ name: 'shop', version: '0.0.0', folder: '', dependencies: {} });
  });

  it('names an application without a name after its folder', async () => {
    const tree = await read({ 'my-shop/package.json': {} }, 'my-shop');

    expect(tree.app.name).toBe('my-shop');
  });
});

describe('readTree, for the author of a library', () => {
  const ownLwip = { ...lwip, name: '@unicore/lib-lwip', dependencies: {} };
  const workspace = {
    'package.json': shop,
    'node_modules/@unicore/lib-lwip': '-> ../../libs/lwip',
    'libs/lwip': { ...ownLwip, library: { name: 'lwip', sources: [{ files: ['src/a/x.c'] }] } },
    'libs/lwip/unicore.library.ts': '',
    'libs/lwip/src/a/x.c': '',
  };

  /** Reads after setting times, in seconds, of files that already stand. */
  async function readAfter(
    times: Readonly<Record<string, number>>,
    settings?: ReadTreeSettings,
  ): Promise<Tree> {
    return withFolder(async (folder) => {
      writeTree(folder, workspace);
      mkdirSync(join(folder, 'libs/lwip/src/empty'));
      for (const path of ['dist/library.json', 'unicore.library.ts', 'src', 'src/a', 'src/empty']) {
        const seconds = times[path] ?? 100;
        utimesSync(join(folder, 'libs/lwip', path), seconds, seconds);
      }
      return JSON.parse(JSON.stringify(await readTree(folder, settings)).replaceAll(folder, '')) as Tree;
    });
  }

  it('reports nothing while library.json is as new as all that it was made from', async () => {
    expect((await readAfter({})).stale).toEqual([]);
  });

  it('reports a library.json that is older than its descriptor', async () => {
    expect((await readAfter({ 'unicore.library.ts': 101 })).stale).toEqual([
      {
        package: '@unicore/lib-lwip',
        folder: '/libs/lwip',
        file: '/libs/lwip/dist/library.json',
        newer: 'unicore.library.ts',
      },
    ]);
  });

  it('reports a library.json that is older than a folder of its sources, where a glob may find another file', async () => {
    expect((await readAfter({ 'src/a': 101 })).stale.map((entry) => entry.newer)).toEqual(['src/a']);
  });

  it('reports one older than a folder below its sources that held none yet', async () => {
    expect((await readAfter({ 'src/empty': 101 })).stale.map((entry) => entry.newer)).toEqual(['src/empty']);
  });

  it('reads what refresh has made again', async () => {
    const tree = await readAfter(
      { 'unicore.library.ts': 101 },
      {
        refresh: async ({ folder }) => {
          writePackage(folder, { ...ownLwip, library: { name: 'lwip', summary: 'made again' } });
        },
      },
    );

    expect(tree.packages[0]?.library.summary).toBe('made again');
  });

  it('lets refresh make the library.json that is not there yet', async () => {
    const tree = await withFolder(async (folder) => {
      writeTree(folder, {
        'package.json': shop,
        'node_modules/@unicore/lib-lwip': '-> ../../lwip',
        'lwip/package.json': { name: '@unicore/lib-lwip', unicore: { library: './dist/library.json' } },
        'lwip/unicore.library.ts': '',
      });
      return readTree(folder, { refresh: async (stale) => writePackage(stale.folder, ownLwip) });
    });

    expect(tree.packages.map((entry) => entry.library.name)).toEqual(['lwip']);
  });

  it('never refreshes an installed package, however old its library.json is', async () => {
    const tree = await withFolder(async (folder) => {
      const installed = join(folder, 'node_modules/@unicore/lib-lwip');
      writeTree(folder, { 'package.json': shop, 'node_modules/@unicore/lib-lwip': ownLwip });
      writeFileSync(join(installed, 'unicore.library.ts'), 'throw new Error()');
      utimesSync(join(installed, 'dist/library.json'), 1, 1);
      return readTree(folder, { refresh: () => Promise.reject(new Error('refreshed')) });
    });

    expect(tree.stale).toEqual([]);
  });
});
