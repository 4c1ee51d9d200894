import { describe, expect, it } from 'vitest';
import { oneVersionOfEach } from './one-version.ts';
import type { Tree, TreePackage } from './tree.ts';

function copy(folder: string, version: string, own = false): TreePackage {
  const library = { schema: 1, name: 'api', pool: 'main', side: 'system', summary: '', sources: [] } as const;
  return { package: '@unicore/lib-api', version, folder, own, library, dependencies: {} };
}

function treeOf(...packages: readonly TreePackage[]): Tree {
  const dependencies = Object.fromEntries(packages.map((one) => [`via-${one.folder}`, one.folder]));
  return {
    app: { name: 'shop', version: '1.0.0', folder: '/shop', dependencies },
    packages,
    packageManager: { name: 'npm', folder: '/shop' },
    stale: [],
  };
}

const chosen = (tree: Tree) => oneVersionOfEach(tree).get('api')?.folder;

describe('oneVersionOfEach', () => {
  it('takes the same of several copies, whichever was found first', () => {
    const copies = [copy('/b', '1.0.0'), copy('/a/nested', '1.0.0'), copy('/a', '1.0.0')];

    expect(chosen(treeOf(...copies))).toBe('/a');
    expect(chosen(treeOf(...copies.toReversed()))).toBe('/a');
  });

  it("takes the author's own copy before an installed one of the same version", () => {
    expect(chosen(treeOf(copy('/a', '1.0.0'), copy('/work/api', '1.0.0', true)))).toBe('/work/api');
  });

  it('lists versions from old to new, and forces the newest', () => {
    expect(() => chosen(treeOf(copy('/a', '1.10.0'), copy('/b', '1.9.0'), copy('/c', '2.0.0-rc.1')))).toThrow(
      expect.objectContaining({
        code: 'ERR_UNICORE_TWO_VERSIONS',
        message: expect.stringMatching(
          /3 of .*\n {2}1\.9\.0: .*\n {2}1\.10\.0: .*\n {2}2\.0\.0-rc\.1: /u,
        ) as unknown,
        hint: expect.stringContaining('"overrides": { "@unicore/lib-api": "2.0.0-rc.1" }') as unknown,
      }),
    );
  });

  it('has the linked package changed where the other version lies in that one', () => {
    const linked = {
      ...copy('/work/mine', '1.0.0', true),
      package: '@me/lib-mine',
      library: { ...copy('', '').library, name: 'mine' },
    };
    const inLinked = copy('/work/mine/node_modules/@unicore/lib-api', '2.0.0');

    expect(() => chosen(treeOf(copy('/shop/node_modules/api', '1.0.0'), linked, inLinked))).toThrow(
      expect.objectContaining({
        hint: '@me/lib-mine is linked and has a copy of its own. Run in /work/mine: npm install --no-save @unicore/lib-api@1.0.0',
      }),
    );
  });
});
