import type { UnicoreError } from '@unicore/descriptor';
import { problemError, type SolveProblem, type Target } from '@unicore/options';
import type { AppConfig } from './app-config.ts';
import { type PlaceOf, withInstallHint } from './errors.ts';
import type { LibraryIndex } from './library-index.ts';
import { ownValue } from './own-value.ts';
import { searchPool, type PoolEntry, type PoolIndex } from './pool.ts';
import type { PackageManager } from './tree.ts';

export interface ProblemContext {
  readonly config: AppConfig;
  readonly index: LibraryIndex;
  readonly pool: PoolIndex;
  readonly manager: PackageManager;
  readonly target: Target;
}

/**
 * Makes an error of what stands in the way of an image. Where packages of the pool that are not installed would
 * mend it, the hint names them, with the command. Pure.
 */
export function planProblem(problem: SolveProblem, context: ProblemContext): UnicoreError {
  const packages = packagesToInstall(problem, context);
  return withInstallHint(
    problemError(problem),
    packages,
    context.manager,
    otherwise(problem, packages, context),
  );
}

/** Settings of a library in whose place there is another now, as musl instead of libc, may be what is wrong. */
function otherwise(
  problem: SolveProblem,
  packages: readonly PoolEntry[],
  { index }: ProblemContext,
): string | undefined {
  if (problem.code !== 'ERR_UNICORE_UNKNOWN_LIBRARY') return undefined;
  const libraries = [...index.byName.values()].map(({ library }) => library);
  for (const contract of packages.flatMap(({ provides = {} }) => Object.keys(provides))) {
    const isForOne = libraries.some(({ contracts }) => contracts?.[contract]?.providers === 'one');
    const other = libraries.find(({ provides }) => provides?.[contract] !== undefined);
    if (isForOne && other)
      return `Or take ${problem.setting} out of the config: "${contract}" is provided by ${other.name}, which is installed.`;
  }
  return undefined;
}

/** Says first where the setting stands that a problem is about: `unicore.config.ts:12: options.lwip.ipv5: ...`. Pure as `placeOf`. */
export function withPlace(problem: SolveProblem, placeOf: PlaceOf | undefined): SolveProblem {
  if (placeOf === undefined || !('setting' in problem)) return problem;
  const { setting, message } = problem;
  const head = `${setting} in the config`;
  if (!message.startsWith(head)) return problem;
  return { ...problem, message: `${placeOf(setting.split('.'))}: ${setting}${message.slice(head.length)}` };
}

/** Libraries of the pool that are not installed, of which one would mend a problem. Pure. */
export function packagesToInstall(problem: SolveProblem, context: ProblemContext): readonly PoolEntry[] {
  return packagesThatMend(problem, context).filter((entry) => !context.index.byName.has(entry.name));
}

function packagesThatMend(problem: SolveProblem, context: ProblemContext): readonly PoolEntry[] {
  const named = (name: unknown) =>
    context.pool.libraries.filter((entry) => entry.name === name || entry.package === name);
  switch (problem.code) {
    case 'ERR_UNICORE_UNMET_CONTRACT':
      return searchPool(context.pool, {
        contract: problem.contract,
        version: problem.version,
        ...context.target,
      });
    case 'ERR_UNICORE_UNKNOWN_PROVIDER':
      return [ownValue(context.config.providers, keyOf(problem.setting)) ?? []].flat().flatMap(named);
    case 'ERR_UNICORE_UNKNOWN_LIBRARY':
      return [...named(keyOf(problem.setting)), ...named(problem.setting.split('.')[2])];
    default:
      return [];
  }
}

/** `malloc` of `providers.malloc`, `lwip` of `options.lwip.ipv6`. */
function keyOf(setting: string): string {
  return setting.split('.')[1] ?? '';
}
