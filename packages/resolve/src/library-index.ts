import type { ContractDeclaration } from '@unicore/descriptor';
import type { TreePackage } from './tree.ts';

/** The installed libraries, each once, by all that planning asks for them by. */
export interface LibraryIndex {
  readonly byName: ReadonlyMap<string, TreePackage>;
  /** npm name -> library name. */
  readonly nameOfPackage: ReadonlyMap<string, string>;
  readonly contracts: ReadonlyMap<
    string,
    { readonly library: string; readonly providers: ContractDeclaration['providers'] }
  >;
}

/** Pure; linear. */
export function indexLibraries(byName: ReadonlyMap<string, TreePackage>): LibraryIndex {
  const packages = [...byName.values()];
  return {
    byName,
    nameOfPackage: new Map(packages.map((entry) => [entry.package, entry.library.name])),
    contracts: new Map(
      packages.flatMap(({ library }) =>
        Object.entries(library.contracts ?? {}).map(
          ([contract, { providers }]) => [contract, { library: library.name, providers }] as const,
        ),
      ),
    ),
  };
}

/** Names of the libraries that a package, or the application, depends on by npm. Pure. */
export function dependencyNames(
  index: LibraryIndex,
  of: Pick<TreePackage, 'dependencies'>,
): readonly string[] {
  return Object.keys(of.dependencies).flatMap((name) => index.nameOfPackage.get(name) ?? []);
}
