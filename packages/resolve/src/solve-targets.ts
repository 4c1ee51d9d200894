import { UnicoreError } from '@unicore/descriptor';
import type { Solution, SolveProblem, Target } from '@unicore/options';
import { checkTarget } from './check-target.ts';
import { indexLibraries } from './library-index.ts';
import type { PlanInput } from './make-plan.ts';
import { oneVersionOfEach } from './one-version.ts';
import { packagesToInstall, planProblem } from './plan-problem.ts';
import type { PoolEntry } from './pool.ts';
import { solveTarget } from './solve-target.ts';

/** One thing that stands in the way of an image. */
export interface TargetProblem {
  /** As a build would say it, with what to do. */
  readonly error: UnicoreError;
  /** Absent where the target itself cannot be. */
  readonly problem?: SolveProblem;
  /** Libraries of the pool of which one, installed, would mend it. */
  readonly packages: readonly PoolEntry[];
}

/** The configuration of one target, with all that stands in its way. */
export interface SolvedTarget {
  readonly target: Target;
  readonly solution: Solution;
  readonly problems: readonly TargetProblem[];
}

/**
 * Solves each target, for a menu: where a build stops at the first problem, this lists all. Pure.
 *
 * @throws {UnicoreError} what `oneVersionOfEach` and `solve` throw
 */
export function solveTargets(input: Omit<PlanInput, 'sources'>): readonly SolvedTarget[] {
  const { tree, config, pool = { schema: 1, libraries: [] } } = input;
  const index = indexLibraries(oneVersionOfEach(tree));
  return input.targets.map((target) => {
    const solution = solveTarget(input, index, target);
    const context = { config, index, pool, manager: tree.packageManager, target };
    const problems = solution.problems.map((problem): TargetProblem => ({
      problem,
      error: planProblem(problem, context),
      packages: packagesToInstall(problem, context),
    }));
    const refused = refusalOf(() =>
      checkTarget(target, [...index.byName.values()], pool, tree.packageManager),
    );
    // The same is wrong where a platform or architecture is missing; the refusal says it better.
    const others = problems.filter(({ problem }) => refused === undefined || !isOfTarget(problem));
    const missing = problems.find(({ problem }) => isOfTarget(problem))?.packages ?? [];
    const first = refused === undefined ? [] : [{ error: refused, packages: missing }];
    return { target, solution, problems: [...first, ...others] };
  });
}

function isOfTarget(problem: SolveProblem | undefined): boolean {
  return problem?.code === 'ERR_UNICORE_UNMET_CONTRACT' && ['plat', 'arch'].includes(problem.contract);
}

function refusalOf(check: () => void): UnicoreError | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof UnicoreError) return error;
    throw error;
  }
}
