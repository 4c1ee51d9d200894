import { describe, expect, it } from 'vitest';
import { chainsTo, shortestChains, showChain } from './chains.ts';
import type { Tree, TreePackage } from './tree.ts';

const inFolders = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, `/${name}`]));
const stage = (at: number): readonly string[] => [`l${at}`, `r${at}`];

/** A tree whose packages lie in folders of their own names. */
function treeOf(app: readonly string[], packages: Readonly<Record<string, readonly string[]>>): Tree {
  return {
    app: { name: 'shop', version: '1.0.0', folder: '/shop', dependencies: inFolders(app) },
    packages: Object.entries(packages).map(([name, needs]): TreePackage => ({
      package: name,
      version: '1.0.0',
      folder: `/${name}`,
      own: false,
      library: { schema: 1, name, pool: 'main', side: 'system', summary: name, sources: [] },
      dependencies: inFolders(needs),
    })),
    packageManager: { name: 'npm', folder: '/shop' },
    stale: [],
  };
}

describe('shortestChains', () => {
  it('finds the shortest chain to each package, of equal ones the first by name', () => {
    const chains = shortestChains(
      treeOf(['c', 'b', 'a'], { a: ['x'], b: ['y'], c: ['y'], x: ['y'], y: ['a'] }),
    );

    expect([...chains.values()].map(showChain)).toEqual([
      'shop -> a@1.0.0',
      'shop -> b@1.0.0',
      'shop -> c@1.0.0',
      'shop -> a@1.0.0 -> x@1.0.0',
      'shop -> b@1.0.0 -> y@1.0.0',
    ]);
  });
});

describe('chainsTo', () => {
  it('finds all chains to a package, the shortest first, without going round in a circle', () => {
    const tree = treeOf(['a', 'b'], { a: ['b'], b: ['c'], c: ['a'] });

    expect(chainsTo(tree, '/c', 10).map(showChain)).toEqual([
      'shop -> b@1.0.0 -> c@1.0.0',
      'shop -> a@1.0.0 -> b@1.0.0 -> c@1.0.0',
    ]);
  });

  it('finds one chain at least, in a tree with more chains than can be gone through', () => {
    // Sixteen stages of two packages each, every one depending on both of the next: 2^16 chains to the last.
    const packages = Object.fromEntries(
      Array.from({ length: 16 }, (_, at) =>
        stage(at).map((name) => [name, at < 15 ? stage(at + 1) : ['end']]),
      ).flat(),
    ) as Record<string, readonly string[]>;
    const tree = treeOf(stage(0), { ...packages, end: [] });

    expect(chainsTo(tree, '/l2', 3)).toHaveLength(3);
    expect(chainsTo(tree, '/end', 3).map((chain) => chain.length)).toEqual([18]);
  });
});
