import type { Library } from '@unicore/descriptor';
import type { Tree } from '@unicore/resolve';

/** What the installed libraries offer to an application's configuration, sorted by name. */
export interface Offers {
  readonly libraries: readonly Library[];
  /** Contract, and the libraries that provide it. */
  readonly providers: readonly (readonly [string, readonly string[]])[];
  /** `kvm` and `kvm/x86_64`. */
  readonly targets: readonly string[];
}

/** Pure. */
export function offers(tree: Tree): Offers {
  const libraries = [
    ...new Map(tree.packages.map(({ library }) => [library.name, library])).values(),
  ].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const providers = new Map<string, string[]>();
  const targets = new Set<string>();
  for (const library of libraries) {
    for (const contract of Object.keys(library.provides ?? {})) {
      providers.set(contract, [...(providers.get(contract) ?? []), library.name]);
    }
    if (library.provides?.['plat'] === undefined) continue;
    for (const platform of library.platforms ?? []) {
      targets.add(platform);
      for (const arch of library.archs ?? []) targets.add(`${platform}/${arch}`);
    }
  }
  return {
    libraries,
    providers: [...providers].toSorted(([a], [b]) => (a < b ? -1 : 1)),
    targets: [...targets].toSorted(),
  };
}
