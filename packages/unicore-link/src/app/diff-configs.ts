import type { DotConfigEntry } from '@unicore/options';

export interface ConfigChange {
  /** With `CONFIG_`. */
  readonly name: string;
  /** As `.config` writes it; absent where the symbol is not there. */
  readonly before?: string;
  readonly after?: string;
}

type Entries = ReadonlyMap<string, DotConfigEntry>;

/** Lists the symbols whose values differ, by name. Pure. */
export function diffConfigs(before: Entries, after: Entries): readonly ConfigChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return names.flatMap((name) => {
    const [old, now] = [before.get(name), after.get(name)].map((entry) => entry && textOf(entry.value));
    if (old === now) return [];
    return [{ name, ...(old !== undefined && { before: old }), ...(now !== undefined && { after: now }) }];
  });
}

function textOf(value: DotConfigEntry['value']): string {
  if ('text' in value) return value.kind === 'string' ? JSON.stringify(value.text) : value.text;
  return value.value ? 'y' : 'n';
}
