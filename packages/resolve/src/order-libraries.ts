import { dependencyLoop } from './errors.ts';
import { byText } from './sort.ts';

/** A library of the image and what it stands on, by library name. */
export interface OrderedItem {
  readonly name: string;
  /** Libraries that its npm package depends on. */
  readonly dependencies: readonly string[];
  /** Libraries that provide the contracts that it requires. */
  readonly providers: readonly string[];
}

/**
 * Orders libraries so that each comes after all that it depends on; equals by name.
 *
 * Pure, linear, and independent of the order of `libraries`: the same tree gives the same image. Contracts may form a
 * loop (a libc wants the network stack for its sockets, the stack wants the libc): whole objects are linked, so
 * nothing hangs on who is first, and the first by name comes last. npm dependencies may not.
 *
 * @throws {UnicoreError} `ERR_UNICORE_DEPENDENCY_LOOP`, with each edge of a loop of npm dependencies
 */
export function orderLibraries<Item extends OrderedItem>(libraries: readonly Item[]): readonly Item[] {
  const byName = new Map(libraries.map((library) => [library.name, library]));
  const names = [...byName.keys()].toSorted(byText);
  const dependenciesOf = (name: string) => known(byName, byName.get(name)?.dependencies ?? []);
  walk(names, dependenciesOf, (loop) => {
    throw dependencyLoop(loop);
  });
  const needsOf = (name: string) => [
    ...dependenciesOf(name),
    ...known(byName, byName.get(name)?.providers ?? []),
  ];
  return walk(names, needsOf, () => {}).map((name) => byName.get(name) as Item);
}

function known(byName: ReadonlyMap<string, unknown>, names: readonly string[]): readonly string[] {
  return names.filter((name) => byName.has(name)).toSorted(byText);
}

/** Returns the names depth first, each after its needs; hands each loop met on the way, as a path, to (onLoop). */
function walk(
  names: readonly string[],
  needsOf: (name: string) => readonly string[],
  onLoop: (path: readonly string[]) => void,
): readonly string[] {
  const ordered: string[] = [];
  const path: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (name: string): void => {
    if (state.get(name) === 'done') return;
    if (state.get(name) === 'open') return onLoop([...path.slice(path.indexOf(name)), name]);
    state.set(name, 'open');
    path.push(name);
    for (const need of needsOf(name)) {
      if (need !== name) visit(need);
    }
    path.pop();
    state.set(name, 'done');
    ordered.push(name);
  };
  for (const name of names) visit(name);
  return ordered;
}
