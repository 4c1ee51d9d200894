import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan, TargetPlan } from '@unicore/resolve';
import { type Elf, readElf, readReferences } from './elf.ts';
import { imageFiles } from './link-image.ts';
import { targetName } from './place-image.ts';
import { readStamp } from './stamp.ts';
import { defaultStoreFolder, openStore } from './store.ts';

/** A function, or a table of functions, that refers to a name. */
export interface Caller {
  /** Of the library or the application. */
  readonly library: string;
  readonly symbol: string;
}

/**
 * Finds who in the image of the last build refers to a function, by the relocations of the libraries' objects in the cache.
 * What the link dropped does not count.
 *
 * @returns sorted by library and name; undefined where there is no build, or the cache no longer has its objects
 */
export function findCallers(
  plan: Plan,
  target: TargetPlan,
  symbol: string,
  cacheFolder = defaultStoreFolder(process.env),
): readonly Caller[] | undefined {
  const stamp = readStamp(join(plan.app.folder, '.unicore', targetName(target), 'stamp.json'));
  const image = join(plan.app.folder, 'build', targetName(target), imageFiles(plan, target).symbols);
  if (!stamp?.linked || !existsSync(image)) return undefined;
  const inImage = new Set(readElf(readFileSync(image)).symbols.map(({ name }) => name));
  const store = openStore(cacheFolder);
  try {
    const callers: Caller[] = [];
    for (const { name, ...stored } of stamp.linked) {
      const path = store.find(stored);
      if (path === undefined) return undefined;
      for (const caller of referrersTo(symbol, readFileSync(path)))
        if (inImage.has(caller)) callers.push({ library: name, symbol: caller });
    }
    return callers;
  } finally {
    store.close();
  }
}

/** Names of what lies in the sections of an object that refer to a symbol, sorted. Pure. */
function referrersTo(symbol: string, content: Buffer): readonly string[] {
  if (!content.includes(`\0${symbol}\0`)) return [];
  const elf = readElf(content);
  const wanted = elf.symbols.findIndex(({ name }) => name === symbol);
  const sections = [...readReferences(content, elf)]
    .filter(([, symbols]) => symbols.has(wanted))
    .map(([section]) => section);
  return sections.flatMap((section) => namesIn(elf, section)).toSorted();
}

const STT_OBJECT = 1;
const STT_FUNC = 2;

/** One name for each place: aliases stand at the same. */
function namesIn({ symbols }: Elf, section: number): readonly string[] {
  const places = new Map<number, string>();
  for (const one of symbols)
    if (
      one.section === section &&
      (one.type === STT_FUNC || one.type === STT_OBJECT) &&
      !places.has(one.value)
    )
      places.set(one.value, one.name);
  return [...places.values()];
}
