import { includeFolders, type Library } from '@unicore/descriptor';
import {
  type DotConfig,
  formatDotConfig,
  holds,
  optionMacros,
  reservedMacros,
  type OptionOwner,
  type Solution,
  type Target,
} from '@unicore/options';
import type { AppConfig } from './app-config.ts';
import { checkTarget, targetPlaces } from './check-target.ts';
import { chooseSources } from './choose-sources.ts';
import type { PlaceOf } from './errors.ts';
import { dependencyNames, indexLibraries, type LibraryIndex } from './library-index.ts';
import { oneVersionOfEach } from './one-version.ts';
import { orderLibraries } from './order-libraries.ts';
import { planProblem, withPlace } from './plan-problem.ts';
import type { Plan, PlannedApp, PlannedLibrary, Profile, TargetPlan } from './plan.ts';
import type { PoolIndex } from './pool.ts';
import { byText } from './sort.ts';
import { defaultProfile, solveTarget } from './solve-target.ts';
import type { Tree, TreePackage } from './tree.ts';
import { providersOf, visibleLibraries } from './visible-libraries.ts';

export interface PlanInput {
  readonly tree: Tree;
  readonly config: AppConfig;
  /** Settings beneath those of the config. */
  readonly dotConfig?: DotConfig;
  /** C files of the application, relative to its folder: what stands on the disk for `config.sources`. */
  readonly sources: readonly string[];
  readonly targets: readonly Target[];
  /** Default: the configuration's, else `speed`. */
  readonly profile?: Profile;
  /** Names what is not installed, in errors. */
  readonly pool?: PoolIndex;
  /** Says where settings stand, in errors. */
  readonly placeOf?: PlaceOf;
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
  const profile = input.profile ?? input.config.profile ?? defaultProfile;
  const index = indexLibraries(oneVersionOfEach(input.tree));
  return {
    schema: 1,
    app: planApp(input),
    profile,
    targets: input.targets.map((target) => planTarget(input, index, solveOrThrow(input, index, target))),
  };
}

function planApp({ tree, config, sources }: PlanInput): PlannedApp {
  return {
    name: config.name ?? imageName(tree.app.name),
    version: tree.app.version,
    folder: tree.app.folder,
    sources: sources.toSorted(byText),
    includes: config.includes ?? [],
    cflags: config.cflags ?? [],
    ...(config.lto === true && { lto: true }),
    ...(config.initrd !== undefined && { initrd: config.initrd }),
    run: config.run ?? {},
  };
}

/** A package's name without its scope, as one file name: nobody but npm's registry checks those names, or a folder's. */
function imageName(packageName: string): string {
  const name = packageName
    .replace(/^@[^/]*\//u, '')
    .replaceAll(/[^A-Za-z0-9._-]+/gu, '-')
    .replace(/^[.-]+/u, '');
  return name === '' ? 'app' : name;
}

function solveOrThrow(input: PlanInput, index: LibraryIndex, target: Target): Solution {
  const { tree, config } = input;
  const manager = tree.packageManager;
  const pool = input.pool ?? { schema: 1, libraries: [] };
  const places = targetPlaces(target, config, input.placeOf);
  checkTarget(target, [...index.byName.values()], pool, { manager, places });
  const solution = solveTarget(input, index, target);
  const problem = solution.problems[0];
  if (problem) throw planProblem(withPlace(problem, input.placeOf), { config, index, pool, manager, target });
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
  const app: OptionOwner = {
    name: 'app',
    ...(input.config.ownOptions && { options: input.config.ownOptions }),
  };
  const libraries = chosen.map((entry) => entry.library);
  const [platform = ''] = solution.providers['plat'] ?? [];
  return {
    platform: solution.target.platform,
    architecture: solution.target.architecture,
    libraries: ordered.map(({ entry }) => planLibrary(entry, index, solution)),
    appConfig: { ...optionMacros(solution, [app]), ...reservedMacros(solution) },
    linkerSets: [...new Set(libraries.flatMap((library) => library.linkerSets ?? []))].toSorted(byText),
    link: { scripts: {}, ...index.byName.get(platform)?.library.link, library: platform },
    dotConfig: formatDotConfig(solution, [app, ...libraries]),
    warnings: solution.warnings,
  };
}

function planLibrary(entry: TreePackage, index: LibraryIndex, solution: Solution): PlannedLibrary {
  const { library } = entry;
  const sees = visibleLibraries(entry, index, solution);
  const isTrue = (expression: string) => holds(solution, library.name, expression);
  const owners = sees.flatMap((name) => index.byName.get(name)?.library ?? []);
  return {
    name: library.name,
    package: entry.package,
    version: entry.version,
    folder: entry.folder,
    pool: library.pool,
    side: library.side,
    sources: chooseSources(library, solution.target.architecture, isTrue),
    sees,
    publicIncludes: includeFolders(library.includes?.public, isTrue),
    privateIncludes: includeFolders(library.includes?.private, isTrue),
    cflags: library.cflags ?? [],
    exports: library.exports ?? [],
    config: optionMacros(solution, owners),
    ...(library.preemptible && { preemptible: library.preemptible }),
    ...(library.stubs && { stubs: library.stubs }),
    ...(library.wraps && { wraps: library.wraps }),
    ...planUpstream(library),
  };
}

/** Which of the accepted versions was fetched stands on the disk only; the first is the one that new work takes. */
function planUpstream({ upstream }: Library): Pick<PlannedLibrary, 'upstream'> {
  const pin = upstream?.accepted[0];
  if (!upstream || !pin) return {};
  const { name, licence, purl } = upstream;
  return { upstream: { name, version: pin.version, licence, purl, sha256: pin.sha256 } };
}
