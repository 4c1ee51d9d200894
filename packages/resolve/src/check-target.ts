import type { Target } from '@unicore/options';
import { noPlatform, unknownArchitecture, unknownPlatform, unsupportedTarget } from './errors.ts';
import { searchPool, type PoolEntry, type PoolIndex } from './pool.ts';
import { byText } from './sort.ts';
import type { PackageManager, TreePackage } from './tree.ts';

/**
 * Checks that the installed libraries can serve a target as such: its platform and architecture exist, and the
 * platform's library is installed and knows the architecture. Pure.
 *
 * @throws {UnicoreError} `ERR_UNICORE_UNKNOWN_PLATFORM`, `ERR_UNICORE_UNKNOWN_ARCHITECTURE` with the nearest name,
 * `ERR_UNICORE_NO_PLATFORM` with the one package to install, `ERR_UNICORE_UNSUPPORTED_TARGET`
 */
export function checkTarget(
  target: Target,
  installed: readonly TreePackage[],
  pool: PoolIndex,
  manager: PackageManager,
): void {
  const libraries = installed.map((entry) => entry.library);
  const all = [...libraries, ...pool.libraries];
  const platforms = namesOf(all.filter(providesPlat).flatMap((library) => library.platforms ?? []));
  if (!platforms.includes(target.platform)) throw unknownPlatform(target.platform, platforms);
  const architectures = namesOf(all.flatMap((library) => library.archs ?? []));
  if (!architectures.includes(target.architecture))
    throw unknownArchitecture(target.architecture, architectures);

  const hosts = libraries.filter(
    (library) => providesPlat(library) && library.platforms?.includes(target.platform),
  );
  if (hosts.length === 0) throw noPlatform(target, packagesFor(target, pool), manager);
  if (hosts.every((library) => library.archs !== undefined && !library.archs.includes(target.architecture))) {
    throw unsupportedTarget(
      target,
      hosts[0]?.name ?? '',
      namesOf(hosts.flatMap((library) => library.archs ?? [])),
    );
  }
}

function packagesFor(target: Target, pool: PoolIndex): readonly PoolEntry[] {
  const anyArchitecture = searchPool(pool, { contract: 'plat', platform: target.platform });
  const exact = searchPool(pool, { contract: 'plat', ...target });
  return exact.length > 0 ? exact : anyArchitecture;
}

function providesPlat(library: { readonly provides?: Readonly<Record<string, unknown>> }): boolean {
  return Object.hasOwn(library.provides ?? {}, 'plat');
}

function namesOf(names: readonly string[]): readonly string[] {
  return [...new Set(names)].toSorted(byText);
}
