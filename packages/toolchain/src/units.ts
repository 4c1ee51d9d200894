import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ConfigValue, Plan, PlannedApp, PlannedLibrary, TargetPlan } from '@unicore/resolve';
import type { CompileUnit } from './compile.ts';
import type { Compiler } from './compilers.ts';
import { appConfigHeader, configHeader } from './config-header.ts';
import { APP_WARNINGS, LIBRARY_WARNINGS, ltoFlags, spokenBy, targetFlags } from './flags.ts';
import { sha256 } from './hash.ts';
import { createPathMap, type MappedRoot, type PathMap } from './path-map.ts';
import { guarded, replaceFile } from './store.ts';

/** A library, or the application, ready to compile. */
export interface LibraryUnits {
  /** File name and name in messages: `lwip`; the application's own name for the application. */
  readonly name: string;
  readonly package: string;
  readonly units: readonly CompileUnit[];
  /** Names that stay global beside `uc_*`. */
  readonly exports: readonly string[];
  /** Names that are exchanged on the way, old and new: a libc shim's in a test. */
  readonly renames?: readonly (readonly [string, string])[];
  readonly stubs?: readonly StubUnits[];
  readonly wraps?: readonly WrapUnits[];
  /** Flags by which its objects are optimised as one when they are joined. */
  readonly lto?: readonly string[];
  /** Warnings are shown: the application's and those of packages that the author works on. */
  readonly own: boolean;
  /** It is the application, in messages too. */
  readonly isApplication?: true;
}

/** Functions that stand in for names of a prefix which nobody defines, of one source for all of them. */
export interface StubUnits {
  readonly prefix: string;
  /** Makes the unit for some names, without the prefix. */
  unitFor(names: readonly string[]): CompileUnit;
}

/** Functions that stand between those of a prefix and who calls them. */
export interface WrapUnits extends StubUnits {
  /** Prefix of their own names. */
  readonly as: string;
}

export interface UnitContext {
  readonly compiler: Compiler;
  /** Where config headers go. */
  readonly configFolder: string;
  readonly warningsAsErrors?: boolean | undefined;
}

/** Tells whether a package was installed, as opposed to one that its author works on. Pure. */
export function isInstalled(folder: string): boolean {
  return `${folder}/`.includes('/node_modules/');
}

/** Maps the folders of all packages of a plan. Pure. */
export function pathMapOf(plan: Plan, configFolder: string): PathMap {
  const roots = new Map<string, MappedRoot>();
  const add = (root: MappedRoot) => {
    const known = roots.get(root.folder);
    roots.set(root.folder, known ? { ...known, used: [...new Set([...known.used, ...root.used])] } : root);
  };
  for (const library of plan.targets.flatMap((target) => target.libraries)) {
    const used = [...library.sources, ...library.publicIncludes, ...library.privateIncludes];
    add({ folder: library.folder, name: `/${library.package}`, used });
  }
  add({
    folder: plan.app.folder,
    name: `/${plan.app.name}`,
    used: [...plan.app.sources, ...plan.app.includes],
  });
  add({ folder: configFolder, name: '/config', used: [] });
  return createPathMap([...roots.values()]);
}

/** Option of lib-api that holds for the code of all libraries and of the application. */
const FRAME_POINTERS = 'API_FRAME_POINTERS';

/** Lists a target's libraries in link order, the application last, with a unit for each source. Writes the config headers. */
export function unitsOf(plan: Plan, target: TargetPlan, context: UnitContext): readonly LibraryUnits[] {
  const common = target.libraries.some(({ config }) => config[FRAME_POINTERS] === 1)
    ? ['-fno-omit-frame-pointer']
    : [];
  const flagsOf = (kind: Parameters<typeof targetFlags>[2]) => [
    ...targetFlags(context.compiler, plan.profile, kind),
    ...common,
  ];
  const flags = flagsOf('library');
  const lto =
    plan.app.lto === true &&
    plan.app.sources.length > 1 &&
    plan.profile !== 'debug' &&
    context.compiler.family === 'gcc';
  return [
    ...target.libraries.map((library) => libraryUnits(library, target, { ...context, flags })),
    appUnits(plan.app, target, { ...context, flags: flagsOf(lto ? 'joined' : 'application'), lto }),
  ];
}

/** Makes a library's units, one for each source. Writes its config header. */
export function libraryUnits(
  library: PlannedLibrary,
  target: TargetPlan,
  context: UnitContext & { readonly flags: readonly string[] },
): LibraryUnits {
  const own = !isInstalled(library.folder);
  // In an order of their own: the link order may differ from target to target, and objects are to be the same.
  const seen = library.sees.flatMap((name) =>
    target.libraries.filter((other) => other.name === name && name !== library.name),
  );
  const shared = {
    includes: includesOf(library, seen),
    config: configHeader(library.config),
    label: library.name,
    folder: library.folder,
    cflags: library.cflags,
    flags: context.flags,
  };
  const partsOf = (source: string): UnitParts => ({
    ...shared,
    source,
    warnings: own && !isVendored(source) ? LIBRARY_WARNINGS : ['-w'],
  });
  const units = library.sources.map((source) => createUnit(partsOf(source), context));
  const listed = (source: string, macro: string) => (names: readonly string[]) =>
    createUnit({ ...partsOf(source), config: `${shared.config}${listMacro(macro, names)}` }, context);
  const stubs = (library.stubs ?? []).map(({ prefix, source }) => ({
    prefix,
    unitFor: listed(source, 'UC_STUBS'),
  }));
  const wraps = (library.wraps ?? []).map(({ prefix, as, source }) => ({
    prefix,
    as,
    unitFor: listed(source, 'UC_WRAPS'),
  }));
  return { name: library.name, package: library.package, units, exports: library.exports, stubs, wraps, own };
}

/** `UC_STUBS(EACH)` is `EACH(futex) EACH(gettid)`. Pure. */
function listMacro(macro: string, names: readonly string[]): string {
  return `#define ${macro}(EACH) ${names.map((name) => `EACH(${name})`).join(' ')}\n`;
}

/** Include folders of a library: its own, then the public ones of those that it sees. Pure. */
export function includesOf(
  library: PlannedLibrary,
  seen: readonly PlannedLibrary[],
): readonly IncludeFolder[] {
  const quiet = isInstalled(library.folder);
  const own = [...library.privateIncludes, ...library.publicIncludes];
  return [
    ...own.map((path) => ({ path: join(library.folder, path), quiet: quiet || isVendored(path) })),
    ...seen.flatMap(publicIncludes),
  ];
}

function appUnits(
  app: PlannedApp,
  target: TargetPlan,
  context: UnitContext & { readonly flags: readonly string[]; readonly lto: boolean },
): LibraryUnits {
  const { lto } = context;
  const config: Record<string, ConfigValue> = {};
  for (const library of target.libraries) Object.assign(config, library.config);
  Object.assign(config, target.appConfig);
  const shared = {
    includes: [
      ...app.includes.map((path) => ({ path: join(app.folder, path), quiet: isVendored(path) })),
      ...target.libraries.flatMap(publicIncludes),
    ],
    config: appConfigHeader(config),
    label: app.name,
    cflags: app.cflags,
  };
  const units = app.sources.map((source) => {
    const flags = [...context.flags, ...(lto ? ltoFlags(source) : [])];
    const warnings = isVendored(source) ? ['-w'] : APP_WARNINGS;
    return createUnit({ ...shared, folder: app.folder, source, flags, warnings }, context);
  });
  return {
    name: appObjectName(app.name, target),
    package: app.name,
    units,
    exports: ['main'],
    ...(lto && { lto: [...context.flags, ...app.cflags] }),
    own: true,
    isApplication: true,
  };
}

/** What the application is called among the libraries of an image: it may bear the name of one. Pure. */
export function appObjectName(name: string, target: TargetPlan): string {
  const plain = name.replaceAll(/[^\w.-]/g, '_');
  return target.libraries.some((library) => library.name === plain) ? `${plain}-app` : plain;
}

function publicIncludes(library: PlannedLibrary): readonly IncludeFolder[] {
  const quiet = isInstalled(library.folder);
  return library.publicIncludes.map((path) => ({
    path: join(library.folder, path),
    quiet: quiet || isVendored(path),
  }));
}

/** Upstream sources are fetched, never edited: nobody here could mend their warnings. */
function isVendored(path: string): boolean {
  return /^(\.\/)?vendor(\/|$)/.test(path);
}

interface IncludeFolder {
  readonly path: string;
  /** No warnings about what its headers say. */
  readonly quiet: boolean;
}

export interface UnitParts {
  readonly label: string;
  readonly folder: string;
  readonly source: string;
  readonly includes: readonly IncludeFolder[];
  readonly config: string;
  readonly flags: readonly string[];
  readonly warnings: readonly string[];
  readonly cflags: readonly string[];
}

/** Puts a compilation together; `flags` say whether the compiler's own headers are all there is (`-nostdinc`). */
export function createUnit(parts: UnitParts, context: UnitContext): CompileUnit {
  const { compiler } = context;
  const configHash = sha256(parts.config);
  const configFile = join(
    context.configFolder,
    `${parts.label.replaceAll(/[^\w.-]/g, '_')}-${configHash.slice(0, 12)}.h`,
  );
  writeOnce(configFile, parts.config);
  const loud = parts.includes.filter((include) => !include.quiet).map((include) => include.path);
  const quiet = parts.includes.filter((include) => include.quiet).map((include) => include.path);
  const freestanding = parts.flags.includes('-nostdinc') ? [compiler.includeFolder] : [];
  const system = [...quiet, ...freestanding];
  const silent = parts.warnings.includes('-w');
  return {
    library: parts.label,
    source: parts.source,
    path: join(parts.folder, parts.source),
    compiler,
    args: [
      ...parts.flags,
      ...parts.warnings,
      ...(context.warningsAsErrors && !silent ? ['-Werror'] : []),
      ...loud.map((path) => `-I${path}`),
      ...system.flatMap((path) => ['-isystem', path]),
      '-include',
      configFile,
      ...spokenBy(compiler.family, parts.cflags),
      '-fdiagnostics-color=always',
      ...(compiler.family === 'gcc' ? ['-fdiagnostics-urls=never'] : []),
    ],
    includeFolders: [...loud, ...system],
    configFile,
    configHash,
  };
}

/** Named by its content, so what stands there is right. */
function writeOnce(file: string, text: string): void {
  if (existsSync(file)) return;
  guarded(file, () => replaceFile(file, text));
}
