// Cuts of power out of what was recorded once: where, and what of the rest stays, follows from a seed.
import { diskAfterCut, type Entry } from './write-log.ts';

/** All that a disk was told, and when what was acknowledged. */
export interface Recording {
  /** The first one is the file system as it was made. */
  readonly entries: readonly Entry[];
  /** How many of them the disk had carried out when the first, second, ... change was acknowledged. */
  readonly acknowledged: readonly number[];
  readonly diskBytes: number;
}

export interface Cut {
  readonly disk: Buffer;
  /** How many changes were acknowledged before. */
  readonly safe: number;
  /** What was done, for messages. */
  readonly told: string;
}

/** Cuts of a recording, each at a random place. What was not flushed goes, stays, or does one or the other by sector or by request. */
export function* cutsOf(recording: Recording, seed: number, count: number): Generator<Cut> {
  const { entries } = recording;
  const random = randomFrom(seed);
  for (let number = 1; number <= count; number++) {
    const done = 1 + Math.floor(random() * entries.length);
    const { name, survives } = fates[Math.floor(random() * fates.length)] as Fate;
    const told = `seed ${seed}, cut ${number}: after ${done} of ${entries.length} requests, ${name}`;
    yield cutAfter(recording, done, survives(random), told);
  }
}

/** The cut after the first (done) requests. */
export function cutAfter(
  { entries, acknowledged, diskBytes }: Recording,
  done: number,
  survives: (entry: Entry) => boolean,
  told: string,
): Cut {
  const { disk } = diskAfterCut(entries.slice(0, done), diskBytes, survives);
  return { disk, safe: acknowledged.filter((count) => count <= done).length, told };
}

interface Fate {
  readonly name: string;
  survives(random: () => number): (entry: Entry) => boolean;
}

const bySectors = (share: number): Fate => ({
  name: `of the rest ${share * 100} % of the sectors`,
  survives: (random) => () => random() < share,
});

/** Of requests that nobody flushed. */
const fates: readonly Fate[] = [
  { name: 'nothing of the rest', survives: () => () => false },
  { name: 'all of the rest', survives: () => () => true },
  ...[0.1, 0.5, 0.9].map(bySectors),
  { name: 'some requests of the rest', survives: byRequests },
];

function byRequests(random: () => number): (entry: Entry) => boolean {
  const fate = new Map<Entry, boolean>();
  return (entry) => {
    const known = fate.get(entry) ?? random() < 0.5;
    fate.set(entry, known);
    return known;
  };
}

/** Numbers from 0 up to 1. Spec: mulberry32, by Tommy Ettinger, which is in the public domain. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
