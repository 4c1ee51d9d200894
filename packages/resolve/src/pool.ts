import { meets, type ContractVersion, type Library } from '@unicore/descriptor';
import { ownValue } from './own-value.ts';
import { byKey } from './sort.ts';

/** What `pool.json` tells of the pool's libraries, so that errors and menus can name what is not installed, offline. */
export interface PoolIndex {
  readonly schema: 1;
  readonly libraries: readonly PoolEntry[];
}

export interface PoolEntry {
  readonly name: string;
  readonly package: string;
  readonly pool: Library['pool'];
  readonly summary: string;
  readonly provides?: Readonly<Record<string, ContractVersion>>;
  /** Contracts, sorted. */
  readonly requires?: readonly string[];
  readonly platforms?: readonly string[];
  readonly archs?: readonly string[];
  /** What it defines of the functions that some library of the pool has stubs for, sorted: `uc_sys_futex`. */
  readonly defines?: readonly string[];
  /** Names without `uc_` that it defines for others, sorted: `socket`. */
  readonly exports?: readonly string[];
  /** What others may include of it, sorted: `sys/socket.h`. */
  readonly headers?: readonly string[];
}

/** Gathers what errors and menus tell of libraries. Pure; sorted by name. */
export function makePool(
  packages: readonly {
    readonly package: string;
    readonly library: Library;
    readonly defines?: readonly string[];
    readonly headers?: readonly string[];
  }[],
): PoolIndex {
  const libraries = packages.map(({ package: packageName, library, defines, headers }): PoolEntry => {
    const { name, pool, summary, provides, requires, platforms, archs, exports } = library;
    return {
      name,
      package: packageName,
      pool,
      summary,
      ...(provides && {
        provides: Object.fromEntries(Object.entries(provides).toSorted(byKey(([key]) => key))),
      }),
      ...(requires && { requires: Object.keys(requires).toSorted() }),
      ...(platforms && { platforms }),
      ...(archs && { archs }),
      ...(defines && defines.length > 0 && { defines: defines.toSorted() }),
      ...(exports && { exports: exports.toSorted() }),
      ...(headers && headers.length > 0 && { headers: headers.toSorted() }),
    };
  });
  return { schema: 1, libraries: libraries.toSorted(byKey((entry) => entry.name)) };
}

export interface PoolQuery {
  readonly contract?: string;
  /** Of the contract: at least this one, with the same major number. */
  readonly version?: ContractVersion;
  readonly platform?: string;
  readonly architecture?: string;
}

/** Finds the libraries that meet all of the query, in the pool's order. Pure. */
export function searchPool(pool: PoolIndex, query: PoolQuery): readonly PoolEntry[] {
  return pool.libraries.filter(
    (entry) =>
      appliesTo(entry, query) &&
      (query.contract === undefined || providesContract(entry, query.contract, query.version)),
  );
}

function providesContract(entry: PoolEntry, contract: string, version: ContractVersion | undefined): boolean {
  const provided = ownValue(entry.provides, contract);
  return provided !== undefined && (version === undefined || meets(provided, version));
}

/** Tells whether a library applies to a target; a part that the target leaves open excludes nothing. Pure. */
export function appliesTo(
  library: { readonly platforms?: readonly string[]; readonly archs?: readonly string[] },
  target: { readonly platform?: string; readonly architecture?: string },
): boolean {
  return (
    (target.platform === undefined || (library.platforms?.includes(target.platform) ?? true)) &&
    (target.architecture === undefined || (library.archs?.includes(target.architecture) ?? true))
  );
}
