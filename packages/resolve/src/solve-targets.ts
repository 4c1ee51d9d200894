import { UnicoreError } from '@unicore/descriptor';
import { prepareSolve, type Solution, type SolveProblem, type Target } from '@unicore/options';
import type { AppConfig } from './app-config.ts';
import { checkTarget } from './check-target.ts';
import { indexLibraries } from './library-index.ts';
import type { PlanInput } from './make-plan.ts';
import { oneVersionOfEach } from './one-version.ts';
import { packagesToInstall, planProblem } from './plan-problem.ts';
import type { PoolEntry } from './pool.ts';
import { solveBase, solveSettings } from './solve-target.ts';

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

/** What a menu changes from one solve to the next. */
type TargetSettings = Pick<PlanInput, 'config' | 'dotConfig' | 'profile' | 'targets'>;

/**
 * Prepares to solve each target under one config after another, for a menu: where a build stops at the first problem, this lists
 * all. What comes back remembers what follows from the tree, and evaluates only what a config makes different from the one before;
 * its result depends on its argument alone.
 *
 * @throws {UnicoreError} what `oneVersionOfEach` throws; what comes back throws what `prepareSolve` throws
 */
export function prepareTargets({
  tree,
  pool = { schema: 1, libraries: [] },
}: Pick<PlanInput, 'tree' | 'pool'>): (settings: TargetSettings) => readonly SolvedTarget[] {
  const index = indexLibraries(oneVersionOfEach(tree));
  const installed = [...index.byName.values()];
  const manager = tree.packageManager;
  const solvers = new Map<string, PreparedTarget>();

  function solverFor(target: Target, config: AppConfig): PreparedTarget {
    const { ownOptions, requires } = config;
    const key = `${target.platform}/${target.architecture}`;
    const known = solvers.get(key);
    if (known && known.ownOptions === ownOptions && known.requires === requires) return known;
    const refused = refusalOf(() => checkTarget(target, installed, pool, { manager }));
    const solve = prepareSolve(solveBase({ tree, config }, index, target));
    const made = { solve, refused, ownOptions, requires };
    solvers.set(key, made);
    return made;
  }

  return (settings) =>
    settings.targets.map((target) => {
      const { config } = settings;
      const { solve, refused } = solverFor(target, config);
      const solution = solve(solveSettings(settings));
      const context = { config, index, pool, manager, target };
      const problems = solution.problems.map((problem): TargetProblem => ({
        problem,
        error: planProblem(problem, context),
        packages: packagesToInstall(problem, context),
      }));
      // The same is wrong where a platform or architecture is missing; the refusal says it better.
      const others = problems.filter(({ problem }) => refused === undefined || !isOfTarget(problem));
      const missing = problems.find(({ problem }) => isOfTarget(problem))?.packages ?? [];
      const first = refused === undefined ? [] : [{ error: refused, packages: missing }];
      return { target, solution, problems: [...first, ...others] };
    });
}

interface PreparedTarget {
  /** It stands on these, which a menu leaves as they are. */
  readonly ownOptions: AppConfig['ownOptions'];
  readonly requires: AppConfig['requires'];
  readonly solve: ReturnType<typeof prepareSolve>;
  /** Why the target itself cannot be. */
  readonly refused: UnicoreError | undefined;
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
