import { readReferences, SHF_ALLOC, SHF_EXECINSTR, SHF_MERGE, SHF_STRINGS, SHF_WRITE } from './elf.ts';
import type { Elf, ElfSection, ElfSymbol } from './elf.ts';

/** What is told while objects are looked through. */
export interface ReachListener<Owner> {
  /** A section that is kept refers to a symbol that other objects may define. */
  onReference(owner: Owner, symbol: ElfSymbol): void;
  /** A symbol has a name that is wanted, though its definition is weak: another object that is needed may define it strongly. */
  onWeak(name: string): void;
}

/** Finds out what the final link keeps of an image's objects (`--gc-sections`), while they come in one by one. */
export interface Reach<Owner> {
  /** Keeps what defines a name, in all objects, also those that are still to come. */
  want(name: string): void;
  add(owner: Owner, content: Uint8Array, elf: Elf): void;
}

interface LookedAt<Owner> {
  readonly owner: Owner;
  readonly symbols: readonly ElfSymbol[];
  readonly references: ReadonlyMap<number, ReadonlySet<number>>;
  readonly kept: Set<number>;
}

/**
 * It may keep too much: names are taken to be those of the whole image, and of all that goes by the linker's own rules only
 * the sections are followed that the compiler makes for single functions and objects.
 */
export function createReach<Owner>(
  isKept: (section: ElfSection) => boolean,
  { onReference, onWeak }: ReachListener<Owner>,
): Reach<Owner> {
  const wanted = new Set<string>();
  const definers = new Map<string, { readonly object: LookedAt<Owner>; readonly symbol: ElfSymbol }[]>();

  function keep(object: LookedAt<Owner>, section: number): void {
    const waiting = [{ object, section }];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { owner, symbols, references, kept } = next.object;
      if (kept.has(next.section)) continue;
      kept.add(next.section);
      for (const index of references.get(next.section) ?? []) {
        const symbol = symbols[index];
        if (symbol === undefined) continue;
        if (symbol.binding === 'local') {
          waiting.push({ object: next.object, section: symbol.section });
          continue;
        }
        onReference(owner, symbol);
        waiting.push(...want(symbol.name));
      }
    }
  }

  /** Returns the sections that define a name which is wanted for the first time. */
  function want(name: string): readonly { readonly object: LookedAt<Owner>; readonly section: number }[] {
    if (wanted.has(name)) return [];
    wanted.add(name);
    const found = definers.get(name) ?? [];
    if (found.some(({ symbol }) => symbol.binding === 'weak')) onWeak(name);
    return found.map(({ object, symbol }) => ({ object, section: symbol.section }));
  }

  return {
    want(name) {
      for (const { object, section } of want(name)) keep(object, section);
    },
    add(owner, content, elf) {
      const object = {
        owner,
        symbols: elf.symbols,
        references: readReferences(content, elf),
        kept: new Set<number>(),
      };
      const asked = elf.symbols.filter((symbol) => {
        if (symbol.binding === 'local' || symbol.section === 0) return false;
        definers.set(symbol.name, [...(definers.get(symbol.name) ?? []), { object, symbol }]);
        return wanted.has(symbol.name);
      });
      for (const { name, binding, section } of asked) {
        if (binding === 'weak') onWeak(name);
        keep(object, section);
      }
      for (const index of rootsOf(elf, isKept)) keep(object, index);
    },
  };
}

/** As many sections as this, and the symbols name theirs elsewhere. Spec: System V ABI, chapter 4, SHN_LORESERVE. */
const MANY_SECTIONS = 0xff00;

/** Flags of sections that the linker drops one by one; of others it may keep whole groups. */
const DROPPABLE = SHF_WRITE | SHF_ALLOC | SHF_EXECINSTR | SHF_MERGE | SHF_STRINGS;

function rootsOf({ sections }: Elf, isKept: (section: ElfSection) => boolean): readonly number[] {
  const isRoot = (section: ElfSection) =>
    (section.flags & SHF_ALLOC) !== 0 &&
    (sections.length >= MANY_SECTIONS ||
      (section.flags & ~DROPPABLE) !== 0 ||
      !/^\.(?:text|rodata|data|bss)\../.test(section.name) ||
      isKept(section));
  return sections.flatMap((section, index) => (isRoot(section) ? [index] : []));
}

/**
 * Reads of a linker script which sections it keeps though nobody refers to them, in terms of their names. A script that takes
 * in others, which are not read here, may keep any. Pure.
 */
export function keptSections(script: string): (section: Pick<ElfSection, 'name'>) => boolean {
  const bare = script.replaceAll(/\/\*[\s\S]*?\*\//g, ' ');
  if (/\bINCLUDE\s+"?(?!uc_(?:sets|preemptible)\.ld\b)/.test(bare)) return () => true;
  const patterns = [...bare.matchAll(/\bKEEP\s*(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))/g)].flatMap(
    ([, kept = '']) => kept.match(/[^\s(),]+/g) ?? [],
  );
  const names = patterns.map(
    (pattern) =>
      new RegExp(
        `^${pattern
          .replaceAll(/[^\w*?[\]^-]/g, '\\$&')
          .replaceAll('*', '.*')
          .replaceAll('?', '.')}$`,
      ),
  );
  // The one star of "*(.text.entry)" names files.
  return ({ name }) => names.some((pattern) => pattern.source !== '^.*$' && pattern.test(name));
}
