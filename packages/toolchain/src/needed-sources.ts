import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { UnicoreError } from '@unicore/descriptor';
import { settleAll } from './compile-all.ts';
import type { CompiledObject, CompileUnit } from './compile.ts';
import type { LibraryGroup } from './build-libraries.ts';
import { readElf } from './elf.ts';
import { noneDefines } from './errors.ts';
import { constructorsScript } from './linker-sets.ts';
import { sha256 } from './hash.ts';
import { createReach, keptSections } from './reach.ts';
import { assemblyFacts, scriptNames, sourceFacts, type SourceFacts } from './source-facts.ts';
import type { LibraryUnits, StubUnits, WrapUnits } from './units.ts';
import type { Workshop } from './workshop.ts';

/*
 * A library's sources are taken as the members of an archive are: those to which somebody refers. What the others hold,
 * the final link would drop (`--gc-sections`), and of a small image's sources they are the most part.
 *
 * Which source defines a name is guessed from its text; what is referred to is read from the objects, and only from those
 * of their sections that the final link will keep: most of libc's files have a function that needs a heap, and one that an
 * image without a heap calls. A guess may take too much. It cannot take too little: where a name stays undefined, all sources that have the word are taken, then all.
 * A source that may be kept though nobody refers to it (linker sets, constructors) is taken always, and so are
 * assembly with a preprocessor (`.S`) and the application.
 *
 * A weak definition takes in no strong one, as with an archive: that counts where something refers to its source by another
 * name, from whatever section. So musl's `exit` flushes stdio in images that use it.
 */

export interface NeedsGroup extends LibraryGroup {
  /** Absolute path of the linker script. */
  readonly script: string;
}

/**
 * Names that the linker itself defines, without a word in a platform's script, or that the build has it define. Spec: System V ABI,
 * chapter 5; ld, "__ehdr_start".
 */
const linkerNames = new Set([
  ...['_DYNAMIC', '_GLOBAL_OFFSET_TABLE_', '__ehdr_start'],
  ...(constructorsScript().match(/\w+_(?:start|end)\b/g) ?? []),
]);

/** An image's libraries with those sources that it needs. */
export type Needed<Group> = Group & {
  /** What was read to choose them: all sources, and their headers. */
  readonly decidedBy: readonly string[];
};

/**
 * Compiles what images need of their libraries.
 *
 * @throws {UnicoreError} `ERR_UNICORE_COMPILE` for all files that were tried
 */
export async function compileNeeded<Group extends NeedsGroup>(
  groups: readonly Group[],
  workshop: Workshop,
): Promise<readonly Needed<Group>[]> {
  const facts = createFactsReader(workshop);
  const jobs: Promise<void>[] = [];
  const objects = new Set<Promise<CompiledObject>>();
  const selections = groups.map((group) =>
    createSelection(group, { facts, store: workshop.store }, (unit, look) => {
      const object = workshop.once(unit, workshop, workshop.reporter);
      objects.add(object);
      const job = object.then(look);
      job.catch(() => workshop.tools.stop());
      jobs.push(job);
    }),
  );
  const settleJobs = async (): Promise<void> => {
    workshop.reporter.onStart?.(objects.size);
    for (let count = -1; count !== jobs.length;) {
      count = jobs.length;
      await settleAll(jobs, workshop.tools);
    }
  };
  for (const selection of selections) selection.start();
  await settleJobs();
  // What is taken for a word may lack another one.
  for (let count = -1; count !== jobs.length;) {
    count = jobs.length;
    for (const selection of selections) selection.takeWords();
    await settleJobs();
  }
  // A stub may refer to a source that refers to more.
  while (selections.map((selection) => selection.makeStubs() || selection.makeWraps()).includes(true))
    await settleJobs();
  const lost = selections.flatMap((selection) => selection.takeAll());
  try {
    await settleJobs();
  } catch (error) {
    throw lost.length > 0 && error instanceof UnicoreError ? noneDefines(lost, error) : error;
  }
  return selections.map((selection) => selection.result());
}

/** A name that no source defines, as far as their texts tell. */
export interface LostName {
  readonly symbol: string;
  readonly library: string;
}

type Compile = (unit: CompileUnit, look: (object: CompiledObject) => void) => void;

function createSelection<Group extends NeedsGroup>(
  group: Group,
  { facts, store }: { readonly facts: FactsReader; readonly store: Workshop['store'] },
  compile: Compile,
) {
  const scriptText = existsSync(group.script) ? readFileSync(group.script, 'utf8') : '';
  const script = scriptNames(scriptText);
  const owners = new Map(group.libraries.flatMap((library) => library.units.map((unit) => [unit, library])));
  const byName = new Map<string, CompileUnit[]>();
  const definitions = new Map<CompileUnit, readonly string[]>();
  const taken = new Set<CompileUnit>();
  /** Those that were taken before all were. */
  let beforeAll: ReadonlySet<CompileUnit> = taken;
  /** Names to which libraries refer, and whether one insists, by library. */
  const wanted = new Map<LibraryUnits, Map<string, boolean>>();
  const defined = new Map<LibraryUnits, Set<string>>();
  const published = new Set<string>();
  /** Names to which objects refer, also from sections that the link drops. */
  const mentioned = new Set<string>();
  /** Names that are missing and become stubs; the unit of each set of them. */
  const stubbed = new Set<string>();
  const stubUnits = new Map<StubUnits, CompileUnit>();
  /** Functions that are wrapped, by who wraps them. */
  const wrapped = new Map<WrapUnits, ReadonlySet<string>>();
  const allStubs = group.libraries.flatMap((library) => library.stubs ?? []);
  const stubsFor = (name: string) => allStubs.find((stubs) => name.startsWith(stubs.prefix));
  /** Sources with a definition of what another one defines weakly. */
  const offered = new Set<CompileUnit>();
  const reach = createReach<LibraryUnits>(keptSections(scriptText), {
    onReference(library, { name, binding, section }) {
      if (section !== 0) return;
      const names = wanted.get(library) ?? new Map<string, boolean>();
      wanted.set(library, names.set(name, names.get(name) === true || binding === 'global'));
      for (const definer of byName.get(name) ?? []) take(definer);
    },
    onWeak(name) {
      for (const definer of byName.get(name) ?? []) offer(definer);
    },
  });

  function take(unit: CompileUnit): void {
    if (taken.has(unit)) return;
    taken.add(unit);
    compile(unit, (object) => look(unit, object));
  }

  function offer(unit: CompileUnit): void {
    if (offered.has(unit)) return;
    offered.add(unit);
    for (const name of definitions.get(unit) ?? []) if (mentioned.has(name)) take(unit);
  }

  function mention(name: string): void {
    if (mentioned.has(name)) return;
    mentioned.add(name);
    for (const definer of byName.get(name) ?? []) if (offered.has(definer)) take(definer);
  }

  function takeByWord(name: string): void {
    for (const unit of owners.keys()) if (facts.read(unit.path)?.words.has(name)) take(unit);
  }

  function look(unit: CompileUnit, object: CompiledObject): void {
    const library = owners.get(unit);
    const path = store.find(object);
    if (!library || path === undefined) return;
    const content = readFileSync(path);
    const elf = readElf(content);
    const names = defined.get(library) ?? new Set();
    defined.set(library, names);
    for (const { name, binding, section } of elf.symbols) {
      if (binding !== 'local' && section === 0) mention(name);
      if (binding === 'local' || section === 0) continue;
      names.add(name);
      if (isPublic(name, library)) published.add(name);
    }
    reach.add(library, content, elf);
  }

  /** Compiles a unit of stubs or wraps in place of the one before, which had fewer. */
  function replaceUnit(set: StubUnits, library: LibraryUnits, names: Iterable<string>): void {
    const old = stubUnits.get(set);
    if (old) owners.delete(old);
    const unit = set.unitFor([...names].toSorted().map((name) => name.slice(set.prefix.length)));
    stubUnits.set(set, unit);
    owners.set(unit, library);
    take(unit);
  }

  /**
   * Libraries that call functions of a prefix and define none. Where several wrap them, the second one's only caller is the
   * first, and so on.
   */
  function callersOf({ prefix }: WrapUnits, wrapper: LibraryUnits): readonly LibraryUnits[] {
    const wrappers = group.libraries.filter(({ wraps }) => wraps?.some((each) => each.prefix === prefix));
    const index = wrappers.indexOf(wrapper);
    if (index > 0) return wrappers.slice(index - 1, index);
    return [...wanted.keys()].filter(
      (library) =>
        !wrappers.includes(library) &&
        !library.units.some((unit) => definitions.get(unit)?.some((name) => name.startsWith(prefix))),
    );
  }

  function renamesIn(library: LibraryUnits): NonNullable<LibraryUnits['renames']> {
    return group.libraries.flatMap((wrapper) =>
      (wrapper.wraps ?? [])
        .filter((wraps) => callersOf(wraps, wrapper).includes(library))
        .flatMap((wraps) =>
          [...(wrapped.get(wraps) ?? [])].map(
            (name) => [name, `${wraps.as}${name.slice(wraps.prefix.length)}`] as const,
          ),
        ),
    );
  }

  function* missing(): Generator<{
    readonly name: string;
    readonly library: LibraryUnits;
    readonly insists: boolean;
  }> {
    for (const [library, names] of wanted) {
      for (const [name, insists] of names) {
        if (published.has(name) || defined.get(library)?.has(name)) continue;
        if (script.has(name) || linkerNames.has(name) || name.startsWith('__uc_set_')) continue;
        yield { name, library, insists };
      }
    }
  }

  function lost(): readonly LostName[] {
    const libgcc = readFileSync(group.compiler.libgcc);
    return [...missing()]
      .filter(({ name, insists }) => insists && !libgcc.includes(`\0${name}\0`))
      .map(({ name, library }) => ({ symbol: name, library: library.name }));
  }

  return {
    start() {
      const always: CompileUnit[] = [];
      for (const library of group.libraries) {
        const { isPinned, definesOf } = facts.study(library);
        for (const unit of library.units) {
          const names = definesOf(unit);
          definitions.set(unit, names);
          for (const name of names) {
            byName.set(name, [...(byName.get(name) ?? []), unit]);
          }
          if (library === group.libraries.at(-1) || isPinned(unit)) always.push(unit);
        }
      }
      // The application first: it starts the longest chains.
      for (const unit of always.toReversed()) take(unit);
      for (const name of script) {
        reach.want(name);
        for (const unit of byName.get(name) ?? []) take(unit);
      }
      // Where the image starts may be defined by an asm statement: then only its word is there.
      for (const [, entry = ''] of scriptText.matchAll(/\bENTRY\s*\(\s*(\w+)\s*\)/g)) {
        reach.want(entry);
        takeByWord(entry);
      }
    },
    takeWords() {
      for (const { name } of [...missing()]) if (!stubsFor(name)) takeByWord(name);
    },
    /** Compiles stubs for what is missing and may be a stub; tells whether there are more than before. */
    makeStubs(): boolean {
      const before = stubbed.size;
      for (const { name } of missing()) if (stubsFor(name)) stubbed.add(name);
      if (stubbed.size === before) return false;
      for (const library of group.libraries) {
        for (const stubs of library.stubs ?? []) {
          const names = [...stubbed].filter((name) => stubsFor(name) === stubs).toSorted();
          if (names.length > 0) replaceUnit(stubs, library, names);
        }
      }
      return true;
    },
    /** Compiles what stands between functions and their callers; tells whether there is more than before. Stubs tell of themselves. */
    makeWraps(): boolean {
      let more = false;
      for (const library of group.libraries) {
        for (const wraps of library.wraps ?? []) {
          const names = callersOf(wraps, library)
            .flatMap((caller) => [...(wanted.get(caller)?.keys() ?? [])])
            .filter((name) => name.startsWith(wraps.prefix) && published.has(name) && !stubbed.has(name));
          const all = new Set(names);
          if (all.size === (wrapped.get(wraps)?.size ?? 0)) continue;
          wrapped.set(wraps, all);
          replaceUnit(wraps, library, all);
          for (const name of all) reach.want(`${wraps.as}${name.slice(wraps.prefix.length)}`);
          more = true;
        }
      }
      return more;
    },
    /** Takes all where a name is lost, which another source may define in a way of its own, and returns such names. */
    takeAll(): readonly LostName[] {
      const names = lost();
      if (names.length === 0) return [];
      beforeAll = new Set(taken);
      for (const unit of owners.keys()) take(unit);
      return names;
    },
    result(): Needed<Group> {
      // Where all did not help, the linker shall speak of what is lost, and of no clash among sources that nobody needs.
      const chosen = lost().length > 0 ? beforeAll : taken;
      const libraries = group.libraries.map((library) => ({
        ...library,
        units: [
          ...library.units.filter((unit) => chosen.has(unit)),
          ...[...(library.stubs ?? []), ...(library.wraps ?? [])].flatMap((set) => stubUnits.get(set) ?? []),
        ],
        renames: [...(library.renames ?? []), ...renamesIn(library)],
      }));
      return { ...group, libraries, decidedBy: facts.paths() };
    },
  };
}

function isPublic(name: string, library: LibraryUnits): boolean {
  return (
    name.startsWith('uc_') ||
    library.exports.some((pattern) =>
      pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
    )
  );
}

/** Macros that are another name: `#define bittab __fsmu8`. */
function renamesOf(facts: SourceFacts | undefined): readonly (readonly [string, string])[] {
  return [...(facts?.macros ?? [])].flatMap(([name, [word, ...more]]) =>
    word !== undefined && more.length === 0 ? [[name, word] as const] : [],
  );
}

/** Tells whether a source uses a macro that pastes names, its own or a header's, where it may define a name. */
function pastesNames(facts: SourceFacts, pasting: ReadonlySet<string>): boolean {
  const all = macrosThatUse([...pasting, ...facts.pasting], [facts]);
  return [...facts.defines].some((word) => all.has(word));
}

/** Macros, those that use them, and so on. */
function macrosThatUse(
  macros: readonly string[],
  headers: readonly (SourceFacts | undefined)[],
): ReadonlySet<string> {
  const found = new Set(macros);
  const all = headers.flatMap((header) => Array.from(header?.macros ?? []));
  for (let size = -1; size !== found.size;) {
    ({ size } = found);
    for (const [name, words] of all) if (words.some((word) => found.has(word))) found.add(name);
  }
  return found;
}

/** By the hash of the text: a watch builds again and again, and nearly all sources stay as they are. */
const remembered = new Map<string, SourceFacts>();

/** Facts of a file that had this hash before it is read. */
function factsIn(path: string, hash: string): SourceFacts {
  const isAssembly = extname(path) === '.s';
  const key = `${isAssembly ? 's' : 'c'} ${hash}`;
  const old = remembered.get(key);
  if (old) return old;
  const content = readFileSync(path);
  const facts = (isAssembly ? assemblyFacts : sourceFacts)(content.toString('utf8'));
  if (sha256(content) === hash) remembered.set(key, facts);
  return facts;
}

/** Returns what tells which file an #include line of a source means; it looks for each name in each list of folders once. */
function createHeaderFinder(): (
  include: string,
  path: string,
  folders: readonly string[],
) => string | undefined {
  type Places = Map<string, readonly string[]>;
  const byText = new Map<string, Places>();
  const byList = new Map<readonly string[], Places>();

  /** Each source has a list of its own, mostly with the folders of its neighbours'. */
  function placesIn(folders: readonly string[]): Places {
    const text = folders.join('\0');
    const places = byText.get(text) ?? new Map<string, readonly string[]>();
    byList.set(folders, places);
    byText.set(text, places);
    return places;
  }

  function inFolders(name: string, folders: readonly string[]): readonly string[] {
    const places = byList.get(folders) ?? placesIn(folders);
    const found =
      places.get(name) ?? folders.map((folder) => join(folder, name)).filter((place) => existsSync(place));
    places.set(name, found);
    return found;
  }

  return (include, path, folders) => {
    const name = include.slice(1, -1);
    const beside = include.startsWith('"') ? join(dirname(path), name) : path;
    // What includes a file of its own name means the next one (#include_next).
    if (beside !== path && existsSync(beside)) return beside;
    return inFolders(name, folders).find((place) => place !== path);
  };
}

type FactsReader = ReturnType<typeof createFactsReader>;

function createFactsReader({ hashes, shadows }: Pick<Workshop, 'hashes' | 'shadows'>) {
  const known = new Map<string, SourceFacts | undefined>();
  const find = createHeaderFinder();

  function read(path: string): SourceFacts | undefined {
    if (!known.has(path)) {
      // The hash is older than the text: a change in between is found by the next build.
      const hash = hashes.hashOf(path);
      known.set(path, hash === undefined ? undefined : factsIn(path, hash));
    }
    return known.get(path);
  }

  function headersOf(path: string, folders: readonly string[], headers: Set<string>): void {
    for (const include of read(path)?.includes ?? []) {
      const header = find(include, path, folders);
      if (header === undefined || headers.has(header)) continue;
      headers.add(header);
      headersOf(header, folders, headers);
    }
  }

  return {
    read,
    paths: () => [...known.keys()],

    /** Tells which sources of a library are taken though nobody refers to them, and what each may define. */
    study(library: LibraryUnits) {
      const closures = new Map(
        library.units.map((unit) => {
          const headers = new Set<string>();
          headersOf(unit.path, unit.includeFolders, headers);
          shadows.find([...headers], unit.includeFolders);
          return [unit, headers];
        }),
      );
      const headers = [...new Set([...closures.values()].flatMap((one) => Array.from(one)))].map(read);
      const registering = macrosThatUse(
        headers.flatMap((header) => header?.registering ?? []),
        headers,
      );
      const pasting = macrosThatUse(
        headers.flatMap((header) => header?.pasting ?? []),
        headers,
      );
      const renames = headers.flatMap((header) => renamesOf(header));
      const isPinned = (unit: CompileUnit): boolean => {
        const facts = read(unit.path);
        return (
          facts === undefined ||
          extname(unit.path) === '.S' ||
          facts.registers ||
          facts.registering.length > 0 ||
          facts.includesOther ||
          [...facts.words].some((word) => registering.has(word)) ||
          pastesNames(facts, pasting) ||
          [...(closures.get(unit) ?? [])].some(
            (header) => read(header)?.registers || read(header)?.includesOther,
          )
        );
      };
      const renamed = new Map<string, readonly string[]>();
      for (const [name, other] of renames) renamed.set(name, [...(renamed.get(name) ?? []), other]);
      const definesOf = (unit: CompileUnit): readonly string[] => {
        const facts = read(unit.path);
        const own = new Map(renamesOf(facts));
        return [...(facts?.defines ?? [])].flatMap((name) => [
          name,
          ...(renamed.get(name) ?? []),
          ...(own.has(name) ? [own.get(name) ?? ''] : []),
        ]);
      };
      return { isPinned, definesOf };
    },
  };
}
