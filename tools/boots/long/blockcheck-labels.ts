// The labels that blockcheck writes to a disk: each tells of a generation that is safe.
import type { Entry } from '../test/write-log.ts';

/** The first chunk is theirs. */
const labelsEnd = 65_536;

export function isLabel({ at, data }: Entry): boolean {
  return data.length > 0 && at < labelsEnd;
}

/** How many entries there are until the first label is durable. */
export function firstSafe(entries: readonly Entry[]): number {
  const label = entries.findIndex(isLabel);
  return entries.findIndex(({ flush, fua }, index) => fua || (flush && index > label)) + 1;
}

/** The last generation that the labels of a disk, in its first blocks, tell of. */
export function labelOf(bytes: Buffer): number {
  const generations = [0, 512].map((at) =>
    bytes.toString('latin1', at, at + 8) === 'uclabel1' ? bytes.readUInt32LE(at + 8) : 0,
  );
  return Math.max(...generations);
}
