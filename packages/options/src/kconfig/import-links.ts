import type { KconfigTree } from './kconfig-tree.ts';
import { allOf, type ModelLink, type ModelSymbol, type When } from './symbol-model.ts';

/** What a symbol selects and implies. */
export interface Links {
  readonly select: { readonly symbol: string; readonly when: When }[];
  readonly imply: { readonly symbol: string; readonly when: When }[];
}

/** Who selects and implies whom, from the selecting side. Pure. */
export function turnRound(tree: KconfigTree): ReadonlyMap<string, Links> {
  const links = new Map<string, Links>();
  for (const symbol of tree.symbols.values()) {
    if (symbol.type !== 'bool' && symbol.type !== 'tristate') continue;
    // Conf asks neither who selects a member of a choice nor who implies it.
    if (symbol.choice !== undefined) continue;
    const add = (kind: keyof Links, ends: readonly ModelLink[]): void => {
      for (const { by, when } of ends) {
        const own = links.get(by) ?? { select: [], imply: [] };
        links.set(by, own);
        own[kind].push({ symbol: symbol.name, when });
      }
    };
    add('select', symbol.selectedBy);
    const still = dependencyOf(tree, symbol) === symbol.dependsOn ? undefined : symbol.dependsOn;
    add(
      'imply',
      symbol.impliedBy.map(({ by, when }) => ({ by, when: allOf(when, still) })),
    );
  }
  return links;
}

/**
 * What an option depends on. Of a symbol with several definitions conf forgets those that depend on nothing, and asks the others
 * only before it heeds an `imply`; a descriptor's option asks for all that it does. Pure.
 */
export function dependencyOf(tree: KconfigTree, { name, dependsOn }: ModelSymbol): When {
  const definitions = tree.definitions.get(name) ?? [];
  return definitions.some((one) => one.dependsOn === undefined) ? undefined : dependsOn;
}
