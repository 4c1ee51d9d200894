/** What one input section of the link takes up in the image. */
export interface MapEntry {
  /** Name of the output section. */
  readonly output: string;
  /** Name of the input section; `*fill*` is alignment. */
  readonly section: string;
  /** `lwip.o`, `/usr/lib/.../libgcc.a(_udivdi3.o)`; empty for alignment and what the script itself puts in. */
  readonly file: string;
  /** Where it lies in the linked file. */
  readonly address: number;
  readonly sizeBytes: number;
}

interface RawEntry extends MapEntry {
  /** Of a section of strings or constants, before equal ones were merged over all files. */
  readonly beforeMergeBytes?: number;
}

/**
 * Reads GNU ld's link map: which input section went where. Merged strings, which the map books wholly on the first
 * file, are shared out by what each file brought. Pure.
 */
export function parseLinkMap(text: string): readonly MapEntry[] {
  const start = text.indexOf('\nLinker script and memory map');
  const entries: RawEntry[] = [];
  let output = '';
  for (const line of joinWrapped(text.slice(Math.max(0, start)))) {
    const merged = /^\s+0x([0-9a-f]+) \(size before relaxing\)/.exec(line);
    const input = /^ (\S+)\s+0x([0-9a-f]+)\s+0x([0-9a-f]+)(?:\s+(\S.*))?$/.exec(line);
    const last = entries.at(-1);
    if (merged && last) {
      entries[entries.length - 1] = { ...last, beforeMergeBytes: Number.parseInt(merged[1] ?? '0', 16) };
    } else if (input) {
      const [, section = '', address = '0', size = '0', file = ''] = input;
      entries.push({
        output,
        section,
        file: section === '*fill*' ? '' : file,
        address: Number.parseInt(address, 16),
        sizeBytes: Number.parseInt(size, 16),
      });
    } else if (/^[^\s(/]\S*(\s|$)/.test(line)) {
      output = line.split(/\s/, 1)[0] ?? '';
    }
  }
  return shareMerged(entries);
}

/** A name too long for its column stands on a line of its own. */
function* joinWrapped(text: string): Generator<string> {
  let name: string | undefined;
  for (const line of text.split('\n')) {
    if (name !== undefined) {
      yield /^\s+0x/.test(line) ? `${name} ${line.trim()}` : name;
      if (/^\s+0x/.test(line)) {
        name = undefined;
        continue;
      }
      name = undefined;
    }
    if (/^ ?[^\s*(][^\s(]{13,}$/.test(line)) name = line;
    else yield line;
  }
  if (name !== undefined) yield name;
}

function shareMerged(entries: readonly RawEntry[]): readonly MapEntry[] {
  const pools = new Map<string, { size: number; before: number; taken: number; seen: number }>();
  for (const { output, sizeBytes, beforeMergeBytes } of entries) {
    if (beforeMergeBytes === undefined) continue;
    const pool = pools.get(output) ?? { size: 0, before: 0, taken: 0, seen: 0 };
    pools.set(output, { ...pool, size: pool.size + sizeBytes, before: pool.before + beforeMergeBytes });
  }
  return entries.map(({ beforeMergeBytes, ...entry }) => {
    const pool = pools.get(entry.output);
    if (beforeMergeBytes === undefined || !pool || pool.before === 0) return entry;
    pool.seen += beforeMergeBytes;
    const upTo = Math.round((pool.size * pool.seen) / pool.before);
    const sizeBytes = upTo - pool.taken;
    pool.taken = upTo;
    return Object.assign(entry, { sizeBytes });
  });
}
