import type { Key } from './keys.ts';
import type { Ui } from './ui-state.ts';

/** Keys that come behind an Enter for a hit that is not found yet: they are for where it goes. */
export interface TypedAhead {
  /** Keeps a key for later, and returns whether it did; a key that leaves the search drops those before. */
  readonly keep: (ui: Ui, key: Key) => boolean;
  /** Hands out what was kept, in its order, once. */
  readonly take: () => readonly Key[];
}

/** Nobody types more ahead of a search, which ends within a second; what does is a paste. */
const mostKeys = 100;

export function createTypedAhead(): TypedAhead {
  let keys: readonly Key[] = [];
  const take = (): readonly Key[] => {
    const taken = keys;
    keys = [];
    return taken;
  };
  return {
    take,
    keep: ({ overlay }, key) => {
      if (overlay?.kind !== 'search' || overlay.state !== 'jumps') return false;
      if (key.name === 'escape' || key.name === 'interrupt') {
        take();
        return false;
      }
      if (keys.length < mostKeys) keys = [...keys, key];
      return true;
    },
  };
}
