import { readImageBase } from '../elf.ts';
import { profileMissing } from '../errors.ts';
import { type GuestTable, readGuestTable } from '../guest-table.ts';
import { nameFunctions } from '../symbolise.ts';

/** Where a guest spent its time: call stacks by a timer. */
export interface Profile {
  /** Each with how often it was found; of a function that was inlined there is a frame as well. */
  readonly stacks: readonly { readonly frames: readonly string[]; readonly count: number }[];
  /** Samples that were taken while the guest had nothing to do; they are in no stack. */
  readonly idle: number;
  /** Samples whose stacks gave way to others, as there were too many. */
  readonly lost: number;
}

/* The layout is that of libs-native/main/profile/src/table.h. */
const layout = { magic: Buffer.from('unicore profile\0'), headerBytes: 256, entryBytes: 256 };
const depthMax = 62;
const elsewhere = 0xffff_ffff;

/* A guest may say what it likes: stacks beyond these count as lost, addresses are shown as numbers. */
const stacksMax = 65_536;
const namedMax = 20_000;

/** In each image that has a scheduler; what it calls is no work. */
const idleFunction = 'uc_plat_idle';

/**
 * Reads the profile out of the memory of a guest, which may have ended in any way.
 *
 * @param symbols - the image with symbols
 * @param memoryFile - what {@link StartOptions.memoryFile} named
 * @throws {UnicoreError} `ERR_UNICORE_PROFILE_MISSING`
 */
export async function readProfile(symbols: string, memoryFile: string): Promise<Profile> {
  const table = readGuestTable(memoryFile, layout);
  if (table === undefined) throw profileMissing();
  const { stacks, lost } = decode(table);
  const base = readImageBase(symbols).virtual;
  const names = await nameFunctions(
    symbols,
    offsetsOf(stacks).map((offset) => base + BigInt(offset)),
  );
  const framesOf = (offset: number): readonly string[] =>
    offset === elsewhere
      ? ['[not in the image]']
      : (names.get(base + BigInt(offset)) ?? [`+0x${offset.toString(16)}`]);
  const named = stacks.map(({ count, cut, offsets }) => ({
    count,
    frames: [...offsets.flatMap(framesOf), ...(cut ? ['[deeper]'] : [])].toReversed(),
  }));
  const idle = named.filter(({ frames }) => frames.includes(idleFunction));
  return {
    stacks: named.filter(({ frames }) => !frames.includes(idleFunction)),
    idle: idle.reduce((sum, { count }) => sum + count, 0),
    lost,
  };
}

interface Stack {
  readonly count: number;
  readonly cut: boolean;
  /** Innermost first; of calls, the last byte of their instruction. */
  readonly offsets: readonly number[];
}

/** Those found most come first. An entry that was half written when the guest ended is free. */
function decode({ header, count, entry }: GuestTable): {
  readonly stacks: readonly Stack[];
  readonly lost: number;
} {
  const found = Array.from({ length: count }, (_, index) => entry(index))
    .filter((one) => countOf(one) > 0)
    .toSorted((a, b) => countOf(b) - countOf(a));
  const tooMany = found.slice(stacksMax).reduce((sum, one) => sum + countOf(one), 0);
  return { stacks: found.slice(0, stacksMax).map(stackIn), lost: header.readUInt32LE(28) + tooMany };
}

function countOf(entry: Buffer): number {
  return entry.readUInt16LE(4) === 0 ? 0 : entry.readUInt32LE(0);
}

function stackIn(entry: Buffer): Stack {
  const depth = Math.min(entry.readUInt16LE(4), depthMax);
  return {
    count: countOf(entry),
    cut: entry.readUInt16LE(6) !== 0,
    offsets: Array.from({ length: depth }, (_, index) => {
      const offset = entry.readUInt32LE(8 + 4 * index);
      return index === 0 || offset === 0 || offset === elsewhere ? offset : offset - 1;
    }),
  };
}

/** Of the stacks that were found most. */
function offsetsOf(stacks: readonly Stack[]): readonly number[] {
  const all = new Set<number>();
  for (const { offsets } of stacks) {
    for (const offset of offsets) if (offset !== elsewhere && all.size < namedMax) all.add(offset);
  }
  return [...all];
}
