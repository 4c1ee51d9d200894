import type { Library } from '@unicore/descriptor';
import type { Target } from '@unicore/options';
import type { AppConfig } from './app-config.ts';
import {
  noPlatform,
  unknownArchitecture,
  unknownPlatform,
  unsupportedTarget,
  type ArchitectureOffers,
  type PlaceOf,
} from './errors.ts';
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
  { manager, places = {} }: { readonly manager: PackageManager; readonly places?: TargetPlaces },
): void {
  const libraries = installed.map((entry) => entry.library);
  const all = [...libraries, ...pool.libraries];
  const platforms = namesOf(all.filter(providesPlat).flatMap((library) => library.platforms ?? []));
  if (!platforms.includes(target.platform))
    throw unknownPlatform(target.platform, platforms, places.platform);
  if (!all.some((library) => library.archs?.includes(target.architecture)))
    throw unknownArchitecture(target, offersOf(libraries, pool), { manager, place: places.architecture });

  const hosts = libraries.filter(
    (library) => providesPlat(library) && library.platforms?.includes(target.platform),
  );
  if (hosts.length === 0) throw noPlatform(target, packagesFor(target, pool), manager);
  if (hosts.every((library) => library.archs !== undefined && !library.archs.includes(target.architecture))) {
    throw unsupportedTarget(target, {
      library: hosts[0]?.name ?? '',
      architectures: namesOf(hosts.flatMap((library) => library.archs ?? [])),
      others: searchPool(pool, { contract: 'plat', ...target }),
      manager,
    });
  }
}

export interface TargetPlaces {
  readonly platform?: string | undefined;
  readonly architecture?: string | undefined;
}

/** Where the config names a target's two parts; nothing where the command line or the host does. Pure as `placeOf`. */
export function targetPlaces(
  { platform, architecture }: Target,
  { targets = [], arch }: AppConfig,
  placeOf: PlaceOf | undefined,
): TargetPlaces {
  const whole = targets.indexOf(`${platform}/${architecture}`);
  const index = whole < 0 ? targets.indexOf(platform) : whole;
  const place = index < 0 ? undefined : placeOf?.(['targets', index]);
  return {
    platform: place,
    architecture: whole >= 0 ? place : arch === architecture ? placeOf?.(['arch']) : undefined,
  };
}

/** Who offers which architectures: what is installed, and what the pool has beside it. */
function offersOf(libraries: readonly Library[], pool: PoolIndex): ArchitectureOffers {
  const installed = namesOf(libraries.flatMap((library) => library.archs ?? []));
  const others = pool.libraries.filter((entry) => Object.hasOwn(entry.provides ?? {}, 'arch'));
  const names = namesOf(others.flatMap((entry) => entry.archs ?? []));
  return {
    installed,
    installable: names
      .filter((name) => !installed.includes(name))
      .map((name) => ({ name, packages: others.filter((entry) => entry.archs?.includes(name)) })),
  };
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
