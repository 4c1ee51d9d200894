import type { Solution } from '@unicore/options';
import type { LibraryIndex } from './library-index.ts';
import type { Tree } from './tree.ts';

/** One step on a way from the application to a library. */
export interface WhyLink {
  /** Name of a library, or the application's for the first link. */
  readonly name: string;
  /** How the link before it brings this one in; absent for the first. */
  readonly by?: WhyEdge;
}

export type WhyEdge =
  /** The application's package.json names the package. */
  | { readonly kind: 'dependency'; readonly package: string }
  /** The application's config names it. */
  | { readonly kind: 'config' }
  /** It is the platform or the architecture of the target. */
  | { readonly kind: 'target'; readonly contract: 'plat' | 'arch' }
  /** It provides what is required. */
  | { readonly kind: 'requires'; readonly contract: string }
  /** It declares a contract that is required or provided. */
  | { readonly kind: 'declares'; readonly contract: string }
  /** An option selects or implies it. */
  | { readonly kind: 'select' | 'imply'; readonly option: string };

interface Edge {
  /** Absent: the application. */
  readonly from?: string;
  readonly by: WhyEdge;
}

/** Beyond, a tree has more ways than anybody reads. */
const mostSteps = 20_000;

/**
 * Lists the ways without loops by which a library came into an image, the shortest first, then by name; at most (limit).
 * Every library that requires what it provides is on one of them, not only the one that was asked first. Pure.
 */
export function whyChains(
  name: string,
  context: { readonly tree: Tree; readonly index: LibraryIndex; readonly solution: Solution },
  limit: number,
): readonly (readonly WhyLink[])[] {
  const app: WhyLink = { name: context.tree.app.name };
  const found: (readonly WhyLink[])[] = [];
  const queue: { readonly at: string; readonly chain: readonly WhyLink[] }[] = [{ at: name, chain: [] }];
  for (const { at, chain } of queue) {
    if (found.length >= limit || queue.length > mostSteps) break;
    for (const { from, by } of edgesTo(at, context)) {
      const longer = [{ name: at, by }, ...chain];
      if (from === undefined) found.push([app, ...longer]);
      else if (from !== at && !chain.some((link) => link.name === from))
        queue.push({ at: from, chain: longer });
    }
  }
  return found.slice(0, limit);
}

function edgesTo(
  name: string,
  {
    tree,
    index,
    solution,
  }: { readonly tree: Tree; readonly index: LibraryIndex; readonly solution: Solution },
): readonly Edge[] {
  const entry = index.byName.get(name);
  const reason = solution.reasons[name];
  if (!entry || !reason) return [];
  const contracts = Object.keys(entry.library.provides ?? {}).filter((contract) =>
    solution.providers[contract]?.includes(name),
  );
  const requirers = contracts.flatMap((contract) =>
    solution.libraries
      .filter((one) => Object.hasOwn(index.byName.get(one)?.library.requires ?? {}, contract))
      .map((from): Edge => ({ from, by: { kind: 'requires', contract } })),
  );
  return [
    ...(tree.app.dependencies[entry.package] === entry.folder
      ? [{ by: { kind: 'dependency', package: entry.package } } as const]
      : []),
    ...(reason.kind === 'config' ? [{ by: { kind: 'config' } } as const] : []),
    ...(reason.kind === 'target' ? [{ by: { kind: 'target', contract: reason.contract } } as const] : []),
    // The application requires by its own config.
    ...(reason.kind === 'provides' && reason.by === 'app'
      ? [{ by: { kind: 'requires', contract: reason.contract } } as const]
      : []),
    ...requirers,
    ...(reason.kind === 'declares' && reason.by !== 'app'
      ? [{ from: reason.by, by: { kind: 'declares', contract: reason.contract } } as const]
      : []),
    ...(reason.kind === 'select' || reason.kind === 'imply' ? [selection(reason.kind, reason.by)] : []),
  ];
}

/** An option of the application has the owner `app`. */
function selection(kind: 'select' | 'imply', option: string): Edge {
  const owner = option.slice(0, option.indexOf('.'));
  return { ...(owner === 'app' ? {} : { from: owner }), by: { kind, option } };
}
