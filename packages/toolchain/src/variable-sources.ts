/** A unit of debug information: what one source was compiled to. */
interface Unit {
  readonly offset: number;
  source: string;
}

/** A variable's place, and where the entry stands that describes it. */
interface Variable {
  readonly address: number;
  readonly entry: number;
}

const INTERESTING =
  /Compilation Unit @ offset (?:0x)?([0-9a-f]+)|^ *<\d+><([0-9a-f]+)>: Abbrev Number: \d+ \((DW_TAG_\w+)\)|DW_AT_(name|abstract_origin|location|addr_base) *:[ \t](.*)/gm;

/** As much text as is looked at in one go: a large image has some hundred MiB. */
const CHUNK_BYTES = 1 << 24;

/**
 * Finds the source of each variable in what `readelf --debug-dump=info` prints: the unit that defines it, or that did before
 * link-time optimisation joined units. (`nm -l` says it, too, but searches all units anew for each symbol.)
 *
 * @param addressOf - that of `.debug_addr` with a number, counted from a base: clang gives numbers
 *
 * Spec: DWARF 5, 3.1.1 (units), 4.1 (variables), 3.3.8.2 (abstract origins)
 */
export function variableSources(
  dump: Buffer,
  addressOf: (base: number, index: number) => number,
): ReadonlyMap<number, string> {
  const units: Unit[] = [];
  const variables: Variable[] = [];
  let entry = 0;
  let tag = '';
  let origin: number | undefined;
  let addressBase = 0;
  const visit = (match: RegExpMatchArray) => {
    const [, unitOffset, entryOffset, entryTag = '', attribute, value = ''] = match;
    const unit = units.at(-1);
    if (unitOffset !== undefined) units.push({ offset: Number.parseInt(unitOffset, 16), source: '' });
    else if (entryOffset !== undefined) {
      entry = Number.parseInt(entryOffset, 16);
      tag = entryTag;
      origin = undefined;
    } else if (tag === 'DW_TAG_compile_unit' && unit) {
      if (attribute === 'name') unit.source = value.replace(/^\(ind.*?\): /, '');
      if (attribute === 'addr_base') addressBase = Number(value);
    } else if (tag === 'DW_TAG_variable') {
      if (attribute === 'abstract_origin') origin = Number(/0x[0-9a-f]+/.exec(value)?.[0]);
      const [, kind, number = ''] = /\(DW_OP_addr(x?):? <?(?:0x)?([0-9a-f]+)/.exec(value) ?? [];
      if (attribute !== 'location' || kind === undefined) return;
      const place = Number.parseInt(number, 16);
      variables.push({
        address: kind === 'x' ? addressOf(addressBase, place) : place,
        entry: origin ?? entry,
      });
    }
  };
  for (const text of chunks(dump)) for (const match of text.matchAll(INTERESTING)) visit(match);
  return new Map(variables.map(({ address, entry: at }) => [address, unitOf(units, at)?.source ?? '']));
}

function* chunks(dump: Buffer): Generator<string> {
  for (let start = 0, end; start < dump.length; start = end) {
    const newline = dump.indexOf('\n', start + CHUNK_BYTES);
    end = newline < 0 ? dump.length : newline + 1;
    yield dump.toString('latin1', start, end);
  }
}

/** The last unit that begins at or before `offset`. */
function unitOf(units: readonly Unit[], offset: number): Unit | undefined {
  let low = 0;
  let high = units.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((units[middle]?.offset ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return units[low - 1];
}
