import { solve, type Solution, type Target } from '@unicore/options';
import type { AppConfig } from './app-config.ts';
import { dependencyNames, type LibraryIndex } from './library-index.ts';
import type { Profile } from './plan.ts';
import type { Tree } from './tree.ts';

/** What solving takes of a {@link PlanInput}. */
export interface SolveTargetInput {
  readonly tree: Tree;
  readonly config: AppConfig;
  readonly index: LibraryIndex;
  readonly profile: Profile;
}

/** Solves libraries, providers and options for one target; what stands in the way is in its `problems`. Pure. */
export function solveTarget({ tree, config, index, profile }: SolveTargetInput, target: Target): Solution {
  return solve({
    app: {
      name: tree.app.name,
      ...(config.ownOptions && { options: config.ownOptions }),
      ...(config.requires && { requires: config.requires }),
    },
    libraries: [...index.byName.values()].map((entry) => entry.library),
    roots: dependencyNames(index, tree.app),
    target,
    profile,
    ...(config.options && { options: config.options }),
    ...(config.providers && { providers: config.providers }),
  });
}
