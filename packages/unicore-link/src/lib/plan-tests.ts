import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Library } from '@unicore/descriptor';
import {
  type AppConfig,
  makePlan,
  parseAppConfig,
  type TargetPlan,
  type Tree,
  type TreePackage,
} from '@unicore/resolve';
import type { HostedCase, HostedTests } from '@unicore/toolchain';
import { readFreshTree } from '../app/read-app.ts';
import { noHosted } from '../errors.ts';
import type { Reporter } from '../reporter.ts';
import { buildLibrary, type BuiltLibrary } from './build-library.ts';
import { hostedPackage, locatePackage } from './locate-package.ts';

/** The installed tree as the tests of one library see it: the library and `hosted` are the roots. */
export interface TestTree {
  readonly tree: Tree;
  readonly library: Library;
  readonly providers: Readonly<Record<string, string>>;
}

/** A host program is for whatever the compiler makes: the platform names no architectures itself. */
const hostArchitectures = ['arm32', 'arm64', 'mips', 'x86_64'];

/**
 * Reads what the tests of the library in `folder` are linked of: itself, the platform `hosted`, what both depend on, and
 * libraries among its devDependencies.
 *
 * @throws {UnicoreError} `ERR_UNICORE_NO_HOSTED`, and what `readTree` throws
 */
export async function readTestTree(
  folder: string,
  built: BuiltLibrary,
  reporter: Reporter,
): Promise<TestTree> {
  const own = await readFreshTree(folder, reporter);
  const roots = [own];
  const hostedFolder = own.app.name === hostedPackage ? own.app.folder : locatePackage(hostedPackage, folder);
  if (hostedFolder === undefined) throw noHosted(folder);
  const extra = [hostedFolder, ...devLibraries(own.app.folder)].filter((path) => path !== own.app.folder);
  for (const path of extra) roots.push(await readFreshTree(path, reporter));

  const hosted: Library = { archs: hostArchitectures, ...(await readLibrary(hostedFolder)) };
  const library = built.library.name === hosted.name ? hosted : asTested(built.library, hosted);
  const packages = new Map<string, TreePackage>();
  for (const tree of roots) for (const entry of tree.packages) packages.set(entry.folder, entry);
  // The tests of a platform include its sources, and those the headers of the architectures that it stands on.
  const headers = stripped(library)
    ? own.packages.filter((entry) => stripped(asTested(entry.library, hosted)))
    : [];
  for (const entry of headers)
    packages.set(entry.folder, { ...entry, library: asTested(entry.library, hosted) });
  for (const { app } of roots) {
    const value =
      app.folder === own.app.folder
        ? library
        : app.folder === hostedFolder
          ? hosted
          : await readLibrary(app.folder);
    packages.set(app.folder, {
      package: app.name,
      version: app.version,
      folder: app.folder,
      own: true,
      library: value,
      dependencies: app.dependencies,
    });
  }
  const shared = Object.keys(library.provides ?? {}).filter(
    (contract) => contract in (hosted.provides ?? {}),
  );
  if (library.name !== hosted.name && shared.length > 0) replaceProvides(packages, hostedFolder, shared);
  const dependencies = Object.fromEntries([
    ...roots.map(({ app }) => [app.name, app.folder]),
    ...headers.map((entry) => [entry.package, entry.folder]),
  ]);
  const taken = library.name === hosted.name ? [] : shared;
  const providers = Object.keys(hosted.provides ?? {}).filter((contract) => !taken.includes(contract));
  return {
    library,
    tree: {
      app: { name: `${own.app.name}-tests`, version: own.app.version, folder: own.app.folder, dependencies },
      packages: [...packages.values()].toSorted((a, b) => (a.package < b.package ? -1 : 1)),
      packageManager: own.packageManager,
      stale: [],
    },
    providers: Object.fromEntries(providers.map((contract) => [contract, hosted.name])),
  };
}

/** Contracts of devices, which `hosted` names that tests may play them: a library that provides one is tested as it is. */
const ofMany = new Set(['console', 'netdev', 'pci', 'pcihost', 'virtio']);

/**
 * The library as its tests link it, for `hosted` whatever its platforms are. One that stands where `hosted` itself stands (a platform or what it stands on, an architecture, `boot`) cannot be
 * linked beside it: its tests `#include` the sources that they test. A libc shim is renamed by the toolchain and can. Pure.
 */
function asTested(library: Library, hosted: Library): Library {
  const replaces = Object.keys(library.provides ?? {}).filter(
    (contract) => contract in (hosted.provides ?? {}) && !ofMany.has(contract),
  );
  const isHardware = library.pool === 'plat' && !(library.platforms ?? ['hosted']).includes('hosted');
  if (!isHardware && (replaces.length === 0 || replaces.includes('libc'))) return onHosted(library);
  const {
    platforms: _,
    archs: __,
    provides: ___,
    requires: ____,
    defaults: _____,
    link: ______,
    exports: _______,
    ...rest
  } = library;
  return { ...rest, pool: 'main', sources: [] };
}

/** The driver of another platform is for `hosted` as well while it is tested. Pure. */
function onHosted(library: Library): Library {
  const { platforms: _, ...rest } = library;
  return rest;
}

/** Tells whether a library has been left its headers alone. Pure. */
function stripped({ provides, sources }: Library): boolean {
  return provides === undefined && sources.length === 0;
}

/** Takes contracts that the tested library provides off the shoulders of `hosted`. */
function replaceProvides(
  packages: Map<string, TreePackage>,
  folder: string,
  contracts: readonly string[],
): void {
  const entry = packages.get(folder);
  if (!entry) return;
  const kept = Object.entries(entry.library.provides ?? {}).filter(
    ([contract]) => !contracts.includes(contract),
  );
  packages.set(folder, { ...entry, library: { ...entry.library, provides: Object.fromEntries(kept) } });
}

function devLibraries(folder: string): readonly string[] {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    devDependencies?: Record<string, string>;
  };
  return Object.keys(manifest.devDependencies ?? {})
    .filter((name) => name !== hostedPackage)
    .map((name) => locatePackage(name, folder))
    .filter((path): path is string => path !== undefined && isLibrary(path));
}

function isLibrary(folder: string): boolean {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    unicore?: { library?: string };
  };
  return manifest.unicore?.library !== undefined;
}

/** Evaluates the descriptor of an author's own package; of an installed one only reads what it brought. */
async function readLibrary(folder: string): Promise<Library> {
  const own = !folder.includes('/node_modules/') && existsSync(join(folder, 'unicore.library.ts'));
  if (own) return (await buildLibrary(folder)).library;
  return JSON.parse(readFileSync(join(folder, 'dist', 'library.json'), 'utf8')) as Library;
}

/** Test cases of one configuration: those of a library without `unicore.config.json` of their own, or one with. */
export interface TestGroup {
  readonly cases: readonly HostedCase[];
  readonly config: AppConfig;
}

/**
 * Finds `tests/<case>/`, or those of another `place` such as `fuzz`: each folder with C or assembly files, and the options that
 * its `unicore.config.json` sets.
 */
export function findTestGroups(
  folder: string,
  { tests }: Library,
  wanted: readonly string[],
  place = 'tests',
): readonly TestGroup[] {
  const root = join(folder, place);
  const names = existsSync(root)
    ? readdirSync(root, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
    : [];
  const groups = new Map<string, TestGroup>();
  for (const name of names.toSorted()) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const sources = readdirSync(join(root, name))
      .filter((file) => /\.[cS]$/.test(file))
      .toSorted();
    if (sources.length === 0) continue;
    const file = join(root, name, 'unicore.config.json');
    const config = existsSync(file) ? parseAppConfig(JSON.parse(readFileSync(file, 'utf8')), file) : {};
    const one: HostedCase = {
      name,
      sources: sources.map((source) => `${place}/${name}/${source}`),
      cflags: [...(tests?.cflags ?? []), ...(config.cflags ?? [])],
    };
    const key = JSON.stringify({ ...config, cflags: undefined });
    groups.set(key, { config, cases: [...(groups.get(key)?.cases ?? []), one] });
  }
  return [...groups.values()];
}

/** Plans a group of tests for one architecture. */
export function planTests(
  { tree, library, providers }: TestTree,
  group: TestGroup,
  architecture: string,
): HostedTests {
  const plan = makePlan({
    tree,
    config: { ...group.config, providers: { ...providers, ...group.config.providers } },
    sources: [],
    targets: [{ platform: 'hosted', architecture }],
    profile: 'debug',
  });
  return { target: seeHosted(plan.targets[0] as TargetPlan), library: library.name, cases: group.cases };
}

/**
 * Objects of an image see no platform, so that platforms share them; here `hosted` is the architecture as well, whose
 * headers (`uc/barrier.h`) libraries need. Pure.
 */
function seeHosted(target: TargetPlan): TargetPlan {
  const hosted = target.link.library;
  const libraries = target.libraries.map((entry) =>
    entry.sees.includes(hosted) ? entry : { ...entry, sees: [...entry.sees, hosted] },
  );
  return { ...target, libraries };
}
