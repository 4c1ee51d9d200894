/** Compares by code points: the same order on every machine, whatever its locale. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Makes a comparison out of a key. */
export function byKey<Item>(key: (item: Item) => string): (a: Item, b: Item) => number {
  return (a, b) => byText(key(a), key(b));
}

/** Compares versions as npm does, build metadata aside: `1.10.0` is above `1.9.0`, `1.0.0` above `1.0.0-rc.1`. */
export function byVersion(a: string, b: string): number {
  const [releaseA, preA] = splitVersion(a);
  const [releaseB, preB] = splitVersion(b);
  return (
    byParts(releaseA, releaseB) ||
    Number(preA.length === 0) - Number(preB.length === 0) ||
    byParts(preA, preB)
  );
}

function splitVersion(version: string): [readonly string[], readonly string[]] {
  const plain = version.split('+')[0] ?? '';
  const dash = plain.indexOf('-');
  if (dash < 0) return [plain.split('.'), []];
  return [plain.slice(0, dash).split('.'), plain.slice(dash + 1).split('.')];
}

function byParts(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const order = byPart(a[i], b[i]);
    if (order !== 0) return order;
  }
  return 0;
}

/** Numbers by value and below words; a missing part below both. */
function byPart(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  const numeric = [a, b].map((part) => /^\d+$/u.test(part));
  if (numeric[0] && numeric[1]) return Number(a) - Number(b);
  return Number(numeric[1]) - Number(numeric[0]) || byText(a, b);
}

/** Gathers items under their keys, both in the order in which they come. */
export function groupBy<Key, Item>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
): Map<Key, readonly Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
