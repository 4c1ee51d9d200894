import {
  formatDotConfig,
  holds,
  optionMacros,
  reservedMacros,
  solve,
  type Solution,
  type Target,
} from '@unicore/options';
import type { AppConfig } from './app-config.ts';
import { checkTarget } from './check-target.ts';
import { chooseSources } from './choose-sources.ts';
import { dependencyNames, indexLibraries, type LibraryIndex } from './library-index.ts';
import { oneVersionOfEach } from './one-version.ts';
import { orderLibraries } from './order-libraries.ts';
import { planProblem } from './plan-problem.ts';
import type { Plan, PlannedApp, PlannedLibrary, Profile, TargetPlan } from './plan.ts';
import type { PoolIndex } from './pool.ts';
import { byText } from './sort.ts';
import type { Tree, TreePackage } from './tree.ts';
import { providersOf, visibleLibraries } from './visible-libraries.ts';

export interface PlanInput {
  readonly tree: Tree;
  readonly config: AppConfig;
  /** C files of the application, relative to its folder: what `findAppSources` found for `config.sources`. */
  readonly sources: readonly string[];
  readonly targets: readonly Target[];
  /** Default: the configuration's, else `speed`. */
  readonly profile?: Profile;
  /** Names what is not installed, in errors. */
  readonly pool?: PoolIndex;
}

/**
 * Plans the images of an application: which libraries, in which order, which of their files, with which options.
 *
 * Pure: no disk, no clock, no environment; independent of the order in which packages, settings and files come.
 *
 * @throws {UnicoreError} with each of the codes of this package's `errors.ts` that name no file, and of
 * `@unicore/options`, for the first target that cannot be
 */
export function makePlan(input: PlanInput): Plan {
  const profile = input.profile ?? input.config.profile ?? 'speed';
  const index = indexLibraries(oneVersionOfEach(input.tree));
  return {
    schema: 1,
    app: planApp(input),
    profile,
    targets: input.targets.map((target) =>
      planTarget(input, index, solveTarget(input, index, target, profile)),
    ),
  };
}

function planApp({ tree, config, sources }: PlanInput): PlannedApp {
  return {
    name: config.name ?? tree.app.name.replace(/^@[^/]*\//u, ''),
    version: tree.app.version,
    folder: tree.app.folder,
    sources: sources.toSorted(byText),
    includes: config.includes ?? [],
    cflags: config.cflags ?? [],
    ...(config.initrd !== undefined && { initrd: config.initrd }),
    run: config.run ?? {},
  };
}

/** @throws {UnicoreError} for the first problem that stands in the way of the image */
export function solveTarget(
  input: PlanInput,
  index: LibraryIndex,
  target: Target,
  profile: Profile,
): Solution {
  const { tree, config } = input;
  const installed = [...index.byName.values()];
  const pool = input.pool ?? { schema: 1, libraries: [] };
  checkTarget(target, installed, pool, tree.packageManager);
  const solution = solve({
    app: {
      name: tree.app.name,
      ...(config.ownOptions && { options: config.ownOptions }),
      ...(config.requires && { requires: config.requires }),
    },
    libraries: installed.map((entry) => entry.library),
    roots: dependencyNames(index, tree.app),
    target,
    profile,
    ...(config.options && { options: config.options }),
    ...(config.providers && { providers: config.providers }),
  });
  const problem = solution.problems[0];
  if (problem) throw planProblem(problem, { config, index, pool, manager: tree.packageManager, target });
  return solution;
}

function planTarget(input: PlanInput, index: LibraryIndex, solution: Solution): TargetPlan {
  const chosen = solution.libraries.map((name) => index.byName.get(name) as TreePackage);
  const ordered = orderLibraries(
    chosen.map((entry) => ({
      name: entry.library.name,
      dependencies: dependencyNames(index, entry),
      providers: providersOf(entry.library, index, solution),
      entry,
    })),
  );
  const owners = chosen.map((entry) => entry.library);
  const [platformLibrary = ''] = solution.providers['plat'] ?? [];
  return {
    platform: solution.target.platform,
    architecture: solution.target.architecture,
    libraries: ordered.map(({ entry }) => planLibrary(entry, index, solution)),
    appConfig: {},
    linkerSets: [...new Set(owners.flatMap((library) => library.linkerSets ?? []))].toSorted(byText),
    link: { scripts: {}, ...index.byName.get(platformLibrary)?.library.link, library: platformLibrary },
    dotConfig: formatDotConfig(solution, owners),
  };
}

function planLibrary(entry: TreePackage, index: LibraryIndex, solution: Solution): PlannedLibrary {
  const { library } = entry;
  const sees = visibleLibraries(entry, index, solution);
  const upstream = library.upstream;
  return {
    name: library.name,
    package: entry.package,
    version: entry.version,
    folder: entry.folder,
    pool: library.pool,
    side: library.side,
    sources: chooseSources(library, solution.target.architecture, (expression) =>
      holds(solution, library.name, expression),
    ),
    sees,
    publicIncludes: library.includes?.public ?? [],
    privateIncludes: library.includes?.private ?? [],
    cflags: library.cflags ?? [],
    exports: library.exports ?? [],
    config: {},
  };
}
