import { mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlannedLibrary, TargetPlan } from '@unicore/resolve';
import { buildLibraries, objectsOf, startObjects, type LibraryGroup } from './build-libraries.ts';
import { settleAll } from './compile-all.ts';
import { writeIfChanged } from './compile-commands.ts';
import { findCompiler, hostArchitecture, type Compiler } from './compilers.ts';
import { configHeader } from './config-header.ts';
import { readElf } from './elf.ts';
import { diskFull, duplicateSymbols, linkFailed } from './errors.ts';
import { settle, stampOf } from './file-hashes.ts';
import { hostedFlags, hostedLinkFlags, type HostedKind, LIBRARY_WARNINGS } from './flags.ts';
import { keyOf } from './hash.ts';
import { findDuplicates, findWanted, type LinkedLibrary } from './link-library.ts';
import { linkerSetsScript } from './linker-sets.ts';
import { createPathMap } from './path-map.ts';
import { tellsFullDisk } from './run-tool.ts';
import { emulatorFor } from './run-tests.ts';
import { guarded } from './store.ts';
import { createUnit, includesOf, libraryUnits, type LibraryUnits, type UnitContext } from './units.ts';
import { withWorkshop, type Workshop, type WorkshopOptions } from './workshop.ts';

/** The C tests of one library, to be built for platform `hosted`: ordinary programs of glibc. */
export interface HostedTests {
  /** Of platform `hosted`: the tested library, `hosted`, and what both need. */
  readonly target: TargetPlan;
  /** Name of the tested library. */
  readonly library: string;
  readonly cases: readonly HostedCase[];
  /** The cases are fuzzers, `LLVMFuzzerTestOneInput`, on libFuzzer's main: takes `compiler: 'clang'`, and this machine's own architecture. */
  readonly fuzzer?: boolean;
}

export interface HostedCase {
  /** `tests/<name>/` */
  readonly name: string;
  /** Relative to the library's folder, sorted. */
  readonly sources: readonly string[];
  readonly cflags?: readonly string[];
}

export interface HostedOptions extends WorkshopOptions {
  /** Default: `<library>/build/tests`. Each architecture has a folder below it. */
  readonly buildFolder?: string | undefined;
}

export interface TestProgram {
  readonly library: string;
  readonly name: string;
  readonly architecture: string;
  readonly path: string;
  /** Runs it here: the program itself, or qemu-user before it. */
  readonly command: readonly string[];
}

/**
 * Builds a library's test programs: natively with AddressSanitizer and UBSan, for another architecture statically without them.
 *
 * A library with exports (a libc shim) is tested beside the real libc: its names and the tests' references to them
 * become `uc_shim_<name>`, and both are compiled against its headers alone.
 *
 * @throws {UnicoreError} as `buildImages`
 */
export async function buildHostedTests(
  tests: HostedTests,
  options: HostedOptions = {},
): Promise<readonly TestProgram[]> {
  const startedMs = Date.now();
  const { target } = tests;
  const tested = testedLibrary(tests);
  const folder = join(options.buildFolder ?? join(tested.folder, 'build', 'tests'), target.architecture);
  const configFolder = join(folder, 'config');
  const places = { hashesFile: join(folder, 'hashes.json'), paths: pathMapOf(tests, configFolder) };
  await settle(startedMs);
  return withWorkshop(options, places, async (workshop) => {
    const compiler = await findCompiler(target.architecture, options.compiler, workshop);
    const context = { ...options, compiler, configFolder };
    const libraries = target.libraries.map((library) => hostedLibrary(library, tests, context));
    const at = target.libraries.indexOf(tested);
    const plain = tests.cases.map((one): CaseGroup => {
      const program = caseUnits(one, tests, context);
      return { compiler, name: one.name, libraries: [...libraries, program] };
    });
    startObjects(plain, workshop);
    const renames = isShim(tested) ? await shimNames(libraries[at], workshop) : [];
    const groups = plain.map((group) =>
      Object.assign({}, group, { libraries: renamed(group, tested.name, renames) }),
    );
    const programs: TestProgram[] = [];
    await buildLibraries(groups, workshop, async (group, built) => {
      const path = join(folder, group.name);
      await linkProgram(
        built.map((one) => one.linked),
        { path, compiler, tests, workshop },
      );
      const command = [...emulatorFor(target.architecture), path];
      programs.push({
        library: tested.name,
        name: group.name,
        architecture: target.architecture,
        path,
        command,
      });
    });
    return programs.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  });
}

interface CaseGroup extends LibraryGroup {
  readonly name: string;
}

/** The tested library and the test itself, which stands last, are renamed alike. */
function renamed(
  { libraries }: CaseGroup,
  tested: string,
  renames: NonNullable<LibraryUnits['renames']>,
): readonly LibraryUnits[] {
  return libraries.map((library) =>
    library.name === tested || library === libraries.at(-1)
      ? Object.assign({}, library, { renames })
      : library,
  );
}

function testedLibrary({ target, library }: HostedTests): PlannedLibrary {
  const found = target.libraries.find((candidate) => candidate.name === library);
  if (!found) throw new Error(`the tested library ${library} is not among the plan's`);
  return found;
}

function pathMapOf({ target, cases, library }: HostedTests, configFolder: string) {
  const roots = target.libraries.map((one) => ({
    folder: one.folder,
    name: `/${one.package}`,
    used: [
      ...one.sources,
      ...one.publicIncludes,
      ...one.privateIncludes,
      ...(one.name === library ? cases.flatMap((test) => test.sources) : []),
    ],
  }));
  return createPathMap([...roots, { folder: configFolder, name: '/config', used: [] }]);
}

/** Only the shim itself must not see the real libc's headers. */
function flagsOf(library: PlannedLibrary, tests: HostedTests, compiler: Compiler): readonly string[] {
  return [
    ...hostedFlags(kindOf(tests, compiler)),
    ...(isShim(library) ? ['-ffreestanding', '-nostdinc'] : []),
  ];
}

function kindOf({ target, fuzzer = false }: HostedTests, compiler: Compiler): HostedKind {
  return { compiler, native: target.architecture === hostArchitecture(), fuzzer };
}

/** A platform exports as well (`hosted` its main), but stands beside no other one. */
function isShim(library: Pick<PlannedLibrary, 'exports' | 'pool'>): boolean {
  return library.exports.length > 0 && library.pool !== 'plat';
}

type HostedContext = Omit<UnitContext, 'profile'>;

function hostedLibrary(library: PlannedLibrary, tests: HostedTests, context: HostedContext): LibraryUnits {
  const flags =
    library.name === tests.library
      ? flagsOf(library, tests, context.compiler)
      : hostedFlags(kindOf(tests, context.compiler));
  return libraryUnits(library, tests.target, { ...context, flags });
}

/** A test sees what its library sees and its insides, and all that is in the image. */
function caseUnits(test: HostedCase, tests: HostedTests, context: HostedContext): LibraryUnits {
  const tested = testedLibrary(tests);
  const config = Object.assign(
    {},
    ...tests.target.libraries.map((library) => library.config),
  ) as PlannedLibrary['config'];
  const others = tests.target.libraries.filter((library) => library.name !== tested.name);
  const units = test.sources.map((source) =>
    createUnit(
      {
        label: `${tested.name}/tests/${test.name}`,
        folder: tested.folder,
        source,
        includes: includesOf(tested, others),
        config: configHeader({ ...config, ...tests.target.appConfig }),
        flags: flagsOf(tested, tests, context.compiler),
        warnings: LIBRARY_WARNINGS,
        cflags: test.cflags ?? [],
      },
      context,
    ),
  );
  return {
    name: `test-${test.name}`,
    package: tested.package,
    units,
    exports: ['LLVMFuzzerTestOneInput', 'main'],
    own: true,
  };
}

/** Which names of a shim change: those that it both defines and exports. */
async function shimNames(
  library: LibraryUnits | undefined,
  workshop: Workshop,
): Promise<readonly (readonly [string, string])[]> {
  if (!library) return [];
  const exported = (name: string) =>
    library.exports.some((pattern) =>
      pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
    );
  const jobs = objectsOf(library, workshop);
  await settleAll(jobs, workshop.tools);
  const objects = await Promise.all(jobs);
  const names = objects.flatMap((object) =>
    readElf(readFileSync(workshop.store.find(object) ?? ''))
      .symbols.filter((symbol) => symbol.binding !== 'local' && symbol.section !== 0 && exported(symbol.name))
      .map((symbol) => symbol.name),
  );
  return [...new Set(names)].toSorted().map((name) => [name, `uc_shim_${name}`]);
}

/** Links one program, unless the one that stands there was made of the same. */
async function linkProgram(
  libraries: readonly LinkedLibrary[],
  {
    path,
    compiler,
    tests,
    workshop,
  }: {
    readonly path: string;
    readonly compiler: Compiler;
    readonly tests: HostedTests;
    readonly workshop: Workshop;
  },
): Promise<void> {
  const { target } = tests;
  const clashes = findDuplicates(libraries);
  const label = `${target.platform}/${target.architecture}`;
  if (clashes.length > 0) throw duplicateSymbols(label, clashes);
  const flags = hostedLinkFlags(kindOf(tests, compiler));
  const sets = linkerSetsScript(target.linkerSets);
  const key = keyOf([compiler.id, flags, sets, libraries.map((library) => [library.name, library.hash])]);
  const keyFile = `${path}.key`;
  const current = () => `${key} ${stampOf(path) ?? ''}\n`;
  if (readText(keyFile) === current()) return;

  const work = workshop.store.temporary('.link');
  guarded(work, () => {
    mkdirSync(work);
    for (const library of libraries)
      symlinkSync(workshop.store.find(library) ?? '', join(work, `${library.name}.o`));
    writeFileSync(join(work, 'uc_sets.ld'), sets);
    writeFileSync(
      join(work, 'insert.ld'),
      'SECTIONS { .uc_sets : { INCLUDE uc_sets.ld } } INSERT AFTER .data.rel.ro;\n',
    );
  });
  const made = `${path}.${process.pid}.tmp`;
  const inputs = libraries.map((library) => `${library.name}.o`);
  const args = [...compiler.prefixArgs, ...flags, '-L.', '-Wl,-T,insert.ld', '-o', made, ...inputs];
  const { exitCode, output } = await workshop.tools.run(compiler.path, args, { cwd: work });
  if (exitCode !== 0) {
    if (tellsFullDisk(output)) throw diskFull(path, output);
    throw linkFailed(`${label}, ${libraries.at(-1)?.name ?? ''}`, output, findWanted(output, libraries));
  }
  guarded(path, () => renameSync(made, path));
  writeIfChanged(keyFile, current());
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
