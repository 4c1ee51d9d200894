import { optionLoop } from './errors.ts';
import type { OptionEvaluator, World } from './evaluate-options.ts';
import { type Round, swingEdges } from './explain-loop.ts';
import { type Ground, type Reached, reachLibraries } from './reach-libraries.ts';
import { appOwner, compareNames } from './symbol-table.ts';

/**
 * Goes rounds until the libraries of the image stay the same. The evaluator, which begins each round anew, is left in the last.
 *
 * @throws {UnicoreError} `ERR_UNICORE_OPTION_LOOP`
 */
export function settle(ground: Ground, constants: World['constants'], evaluator: OptionEvaluator): Reached {
  const rounds: Round[] = [];
  const seen = new Map<string, number>();
  let present: ReadonlySet<string> = new Set();
  for (;;) {
    const visited = new Set<string>();
    const before = present;
    evaluator.restart(worldOf(ground, constants, (name) => before.has(name) || visited.has(name)));
    const reached = reachLibraries(ground, evaluator, visited);
    rounds.push({ reached });
    const names = new Set(reached.reasons.keys());
    if (names.size === present.size && [...names].every((name) => present.has(name))) return reached;
    const key = [...names].toSorted(compareNames).join('\n');
    const earlier = seen.get(key);
    if (earlier !== undefined) throw optionLoop(swingEdges(ground, rounds.slice(earlier + 1)));
    seen.set(key, rounds.length - 1);
    present = names;
  }
}

/** The world in which some libraries are in the image; the application always is. Pure as far as `hasLibrary` is. */
export function worldOf(
  ground: Ground,
  constants: World['constants'],
  hasLibrary: (name: string) => boolean,
): World {
  const isPresent = (name: string): boolean => name === appOwner || hasLibrary(name);
  return {
    isPresent,
    isProvided: (contract) => (ground.providersOf.get(contract) ?? []).some(isPresent),
    constants,
    userValues: ground.user.values,
  };
}
