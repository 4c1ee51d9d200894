import type { Library } from '@unicore/descriptor';
import type { Solution } from '@unicore/options';
import { dependencyNames, type LibraryIndex } from './library-index.ts';
import { ownValue } from './own-value.ts';
import { byText } from './sort.ts';
import type { TreePackage } from './tree.ts';

/** Who is in the image. */
type Presence = Pick<Solution, 'providers' | 'reasons'>;

/**
 * Returns the names of the libraries whose public includes and options a library sees: itself first, then sorted. Pure.
 *
 * It sees the image's libraries that its package depends on, the one that provides a contract which it requires, and
 * those that declare a contract which it requires or provides. It sees none that applies to fewer platforms than itself,
 * so that the objects of main libraries are the same on every platform.
 */
export function visibleLibraries(
  of: TreePackage,
  index: LibraryIndex,
  solution: Presence,
): readonly string[] {
  const { library } = of;
  const contracts = [...requiredContracts(library), ...Object.keys(library.provides ?? {})];
  const candidates = [
    ...dependencyNames(index, of),
    ...contracts.flatMap((contract) => index.contracts.get(contract)?.library ?? []),
    ...providersOf(library, index, solution),
  ];
  const others = candidates.filter((name) => {
    const seen = index.byName.get(name)?.library;
    return (
      seen !== undefined &&
      Object.hasOwn(solution.reasons, name) &&
      name !== library.name &&
      appliesWherever(library, seen)
    );
  });
  return [library.name, ...[...new Set(others)].toSorted(byText)];
}

/** Names of the libraries that provide what a library requires, of contracts with one provider. Pure. */
export function providersOf(library: Library, index: LibraryIndex, solution: Presence): readonly string[] {
  return requiredContracts(library)
    .filter((contract) => index.contracts.get(contract)?.providers !== 'many')
    .flatMap((contract) => ownValue(solution.providers, contract) ?? []);
}

function requiredContracts(library: Library): readonly string[] {
  return Object.keys(library.requires ?? {});
}

/** Tells whether (other) is there on each platform that the library is for. */
function appliesWherever(library: Library, other: Library): boolean {
  if (other.platforms === undefined) return true;
  return library.platforms?.every((platform) => other.platforms?.includes(platform)) ?? false;
}
