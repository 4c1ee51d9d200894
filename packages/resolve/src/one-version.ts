import { shortestChains } from './chains.ts';
import { sameLibraryName, twoVersions, type InstalledVersion } from './errors.ts';
import { isInside } from './is-inside.ts';
import { byKey, byText, byVersion, groupBy } from './sort.ts';
import type { Tree, TreePackage } from './tree.ts';

/**
 * Returns the installed libraries by name, each once. Pure.
 *
 * Several copies of one version are alike: the one with the shortest chain of folders stands for all. The author's own
 * package comes before an installed copy of the same version.
 *
 * @throws {UnicoreError} `ERR_UNICORE_TWO_VERSIONS` with the chain to each, `ERR_UNICORE_SAME_LIBRARY_NAME`
 */
export function oneVersionOfEach(tree: Tree): ReadonlyMap<string, TreePackage> {
  const groups = groupBy(tree.packages, (entry) => entry.library.name);
  const chosen = [...groups.values()].map((copies) => chooseCopy(tree, copies));
  return new Map(
    chosen.toSorted(byKey((entry) => entry.library.name)).map((entry) => [entry.library.name, entry]),
  );
}

function chooseCopy(tree: Tree, copies: readonly TreePackage[]): TreePackage {
  const names = [...new Set(copies.map((copy) => copy.package))].toSorted(byText);
  const [first, second] = names as [string, string?];
  if (second !== undefined) throw sameLibraryName(copies[0]?.library.name ?? first, first, second);
  const byNumber = groupBy(copies, (copy) => copy.version);
  if (byNumber.size > 1) throw twoVersions(tree, first, chainsByVersion(tree, byNumber));
  return copies.toSorted(
    (a, b) =>
      Number(b.own) - Number(a.own) || a.folder.length - b.folder.length || byText(a.folder, b.folder),
  )[0] as TreePackage;
}

function chainsByVersion(
  tree: Tree,
  byNumber: ReadonlyMap<string, readonly TreePackage[]>,
): readonly InstalledVersion[] {
  const chains = shortestChains(tree);
  return [...byNumber]
    .toSorted(([a], [b]) => byVersion(a, b))
    .map(([version, copies]) => {
      const all = copies.map((copy) => chains.get(copy.folder) ?? []);
      const shortest = all.toSorted((a, b) => a.length - b.length)[0] ?? [];
      return { version, chain: shortest, ...linkedFrom(tree, copies) };
    });
}

/** The package outside of the project, put there by `npm link`, whose own node_modules holds all of the copies. */
function linkedFrom(tree: Tree, copies: readonly TreePackage[]): Pick<InstalledVersion, 'linked'> {
  const linked = tree.packages.find(
    (entry) =>
      entry.own &&
      !isInside(entry.folder, tree.packageManager.folder) &&
      copies.every((copy) => copy !== entry && isInside(copy.folder, entry.folder)),
  );
  return linked ? { linked } : {};
}
