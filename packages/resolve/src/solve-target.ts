import {
  solve,
  type Solution,
  type SolveBase,
  type SolveInput,
  type SolveSettings,
  type Target,
} from '@unicore/options';
import { dependencyNames, indexLibraries, type LibraryIndex } from './library-index.ts';
import type { PlanInput } from './make-plan.ts';
import { oneVersionOfEach } from './one-version.ts';
import type { Profile } from './plan.ts';

export const defaultProfile: Profile = 'speed';

type SolveTargetInput = Omit<PlanInput, 'sources'>;

/** Solves libraries, providers and options for one target; what stands in the way is in its `problems`. Pure. */
export function solveTarget(input: SolveTargetInput, index: LibraryIndex, target: Target): Solution {
  return solve(solveInput(input, index, target));
}

/**
 * What the solver gets of an application, for each of its targets. Pure.
 *
 * @throws {UnicoreError} what `oneVersionOfEach` throws
 */
export function solveInputs(input: SolveTargetInput): readonly SolveInput[] {
  const index = indexLibraries(oneVersionOfEach(input.tree));
  return input.targets.map((target) => solveInput(input, index, target));
}

function solveInput(input: SolveTargetInput, index: LibraryIndex, target: Target): SolveInput {
  return { ...solveBase(input, index, target), ...solveSettings(input) };
}

/** Of what the solver gets, that which the settings of a menu do not change. Pure. */
export function solveBase(
  { tree, config }: Pick<SolveTargetInput, 'tree' | 'config'>,
  index: LibraryIndex,
  target: Target,
): SolveBase {
  return {
    app: {
      name: tree.app.name,
      ...(config.ownOptions && { options: config.ownOptions }),
      ...(config.requires && { requires: config.requires }),
    },
    libraries: [...index.byName.values()].map((entry) => entry.library),
    roots: dependencyNames(index, tree.app),
    target,
  };
}

/** Of what the solver gets, that which they change. Pure. */
export function solveSettings({
  config,
  dotConfig,
  profile,
}: Pick<SolveTargetInput, 'config' | 'dotConfig' | 'profile'>): SolveSettings {
  return {
    profile: profile ?? config.profile ?? defaultProfile,
    ...(config.options && { options: config.options }),
    ...(dotConfig && { dotConfig }),
    ...(config.providers && { providers: config.providers }),
  };
}
