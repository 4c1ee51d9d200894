import { byText, groupBy } from './sort.ts';
import type { Tree, TreePackage } from './tree.ts';

/** One step of a chain from the application to a library. */
export interface Link {
  /** npm name. */
  readonly package: string;
  readonly version: string;
}

/**
 * Returns, for each folder of a package, the shortest chain of npm dependencies that brings it in, the application
 * first; of equally long ones the first by name. Pure.
 */
export function shortestChains(tree: Tree): ReadonlyMap<string, readonly Link[]> {
  const byFolder = new Map(tree.packages.map((entry) => [entry.folder, entry]));
  const start: readonly Link[] = [{ package: tree.app.name, version: tree.app.version }];
  const chains = new Map<string, readonly Link[]>();
  const queue = [{ chain: start, dependencies: tree.app.dependencies }];
  for (const { chain, dependencies } of queue) {
    for (const [, folder] of Object.entries(dependencies).toSorted(([a], [b]) => byText(a, b))) {
      const found = byFolder.get(folder);
      if (!found || chains.has(folder)) continue;
      const longer = [...chain, { package: found.package, version: found.version }];
      chains.set(folder, longer);
      queue.push({ chain: longer, dependencies: found.dependencies });
    }
  }
  return chains;
}

/**
 * Returns up to (limit) loop-free chains from the application to a library, the shortest first; one only where the tree
 * has more of them than it is sensible to go through. Pure.
 */
export function chainsTo(tree: Tree, folder: string, limit: number): readonly (readonly Link[])[] {
  const dependents = dependentsByFolder(tree);
  const direct = new Set(Object.values(tree.app.dependencies));
  const found: (readonly Link[])[] = [];
  const queue: { readonly folder: string; readonly chain: readonly TreePackage[] }[] = [
    { folder, chain: [] },
  ];
  const app: Link = { package: tree.app.name, version: tree.app.version };
  const byFolder = new Map(tree.packages.map((entry) => [entry.folder, entry]));
  for (const { folder: at, chain } of queue) {
    const entry = byFolder.get(at);
    if (found.length >= limit || queue.length > 10_000) break;
    if (!entry || chain.includes(entry)) continue;
    const longer = [entry, ...chain];
    if (direct.has(at)) {
      found.push([app, ...longer.map(({ package: name, version }) => ({ package: name, version }))]);
    }
    for (const dependent of dependents.get(at) ?? []) queue.push({ folder: dependent, chain: longer });
  }
  const shortest = found.length === 0 ? shortestChains(tree).get(folder) : undefined;
  return shortest ? [shortest] : found;
}

function dependentsByFolder(tree: Tree): ReadonlyMap<string, readonly string[]> {
  const edges = tree.packages.flatMap((entry) =>
    Object.values(entry.dependencies).map((to) => ({ to, from: entry.folder })),
  );
  return new Map(
    [...groupBy(edges, (edge) => edge.to)].map(([to, from]) => [to, from.map((edge) => edge.from)]),
  );
}

/** Writes a chain on one line: `shop -> @unicore/lib-lwip@1.0.0`. The application bears no version. Pure. */
export function showChain(chain: readonly Link[]): string {
  return chain
    .map((link, index) => (index === 0 ? link.package : `${link.package}@${link.version}`))
    .join(' -> ');
}
