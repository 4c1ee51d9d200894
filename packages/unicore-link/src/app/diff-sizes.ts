import type { SymbolSize } from '@unicore/toolchain';

export interface SizeChange {
  readonly name: string;
  readonly library: string;
  /** Bytes in memory; 0 where it is not there. */
  readonly before: number;
  readonly after: number;
}

export interface SizeChanges {
  /** Those that changed, the largest change first, as for symbols. */
  readonly libraries: readonly SizeChange[];
  readonly symbols: readonly SizeChange[];
  readonly total: { readonly before: number; readonly after: number };
}

/** Compares what two images hold, by library and by symbol. Pure. */
export function diffSizes(old: readonly SymbolSize[], now: readonly SymbolSize[]): SizeChanges {
  const total = (rows: readonly SymbolSize[]): number => rows.reduce((sum, row) => sum + row.sizeBytes, 0);
  return {
    libraries: changes(old, now, ({ library }) => ({ library, name: library })),
    symbols: changes(old, now, ({ library, symbol }) => ({ library, name: symbol })),
    total: { before: total(old), after: total(now) },
  };
}

function changes(
  before: readonly SymbolSize[],
  after: readonly SymbolSize[],
  subject: (row: SymbolSize) => Pick<SizeChange, 'library' | 'name'>,
): readonly SizeChange[] {
  const found = new Map<string, { library: string; name: string; before: number; after: number }>();
  for (const [side, rows] of [['before', before] as const, ['after', after] as const]) {
    for (const row of rows) {
      const { library, name } = subject(row);
      const key = `${library}\n${name}`;
      const change = found.get(key) ?? { library, name, before: 0, after: 0 };
      change[side] += row.sizeBytes;
      found.set(key, change);
    }
  }
  return [...found.values()]
    .filter((change) => change.before !== change.after)
    .toSorted(
      (left, right) =>
        Math.abs(right.after - right.before) - Math.abs(left.after - left.before) ||
        (left.name < right.name ? -1 : 1),
    );
}
