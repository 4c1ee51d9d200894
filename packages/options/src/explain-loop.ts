import type { Ground, Reached } from './reach-libraries.ts';
import type { Reason } from './solve-types.ts';
import { appOwner, type Condition, type Link, type OptionSymbol, type SymbolTable } from './symbol-table.ts';

/** One round of the solver. */
export interface Round {
  readonly reached: Reached;
}

/** Says each edge of a loop among options: `lwip.a depends on lwip.b (dependsOn: b && c)`. Pure. */
export function loopEdges(table: SymbolTable, loop: readonly string[]): readonly string[] {
  return loop.slice(0, -1).map((from, index) => {
    const to = loop[index + 1] ?? from;
    const symbol = table.symbols.get(from);
    return `${from} depends on ${to}${symbol === undefined ? '' : ` (${placeOf(symbol, to)})`}`;
  });
}

/** Where in a symbol's description another is read. */
function placeOf(symbol: OptionSymbol, read: string): string {
  const places: readonly (readonly [string, Condition | undefined])[] = [
    ['dependsOn', symbol.dependsOn],
    ['visibleIf', symbol.visibleIf],
    ...symbol.defaults.map(({ when }) => ['default when', when] as const),
    ...symbol.members.map(({ name, dependsOn }) => [`members.${name}.dependsOn`, dependsOn] as const),
  ];
  const place = places.find(([, condition]) => condition?.reads.includes(read));
  if (place !== undefined) return `${place[0]}: ${place[1]?.text}`;
  const link = (links: readonly Link[]): Link | undefined =>
    links.find(({ symbol: name, when }) => name === read || when?.reads.includes(read));
  const selecting = link(symbol.selectedBy);
  if (selecting !== undefined) return linkText('selected', selecting);
  const implying = link(symbol.impliedBy);
  return implying === undefined ? 'through others' : linkText('implied', implying);
}

function linkText(verb: string, { symbol, when }: Link): string {
  return `${verb} by ${symbol}${when === undefined ? '' : ` when ${when.text}`}`;
}

/**
 * Says each edge of a loop through the presence of libraries, which makes the solver swing between states: for each library that
 * comes and goes, what brings it in while it is there, and which of the symbols read for that swing too.
 *
 * Pure.
 */
export function swingEdges(ground: Ground, rounds: readonly Round[]): readonly string[] {
  const swings = swingTest(ground, rounds);
  const libraries = [...ground.applicable.keys()].filter((name) => comesAndGoes(rounds, name));
  const edges = new Set<string>();
  const toExplain = new Set<string>();
  for (const name of libraries) {
    for (const { reached } of rounds) {
      const reason = reached.reasons.get(name);
      if (reason === undefined) continue;
      const reads = readsFor(ground, reason).filter(swings);
      for (const read of reads) toExplain.add(read);
      const through = reads.length === 0 ? '' : `, which depends on ${reads.join(', ')}`;
      edges.add(`${name} comes and goes: ${bringer(ground, reason)}${through}`);
    }
  }
  for (const name of toExplain) {
    const contract = name.startsWith('contract.') ? name.slice('contract.'.length) : undefined;
    for (const provider of (contract && ground.providersOf.get(contract)) || []) {
      if (libraries.includes(provider)) edges.add(`${name} is provided by ${provider}`);
    }
    const symbol = ground.table.symbols.get(name);
    if (symbol === undefined) continue;
    for (const read of new Set([`lib.${symbol.owner}`, ...symbol.reads])) {
      if (!swings(read)) continue;
      toExplain.add(read);
      const place = read === `lib.${symbol.owner}` ? 'its own library' : placeOf(symbol, read);
      edges.add(`${name} depends on ${read} (${place})`);
    }
  }
  return [...edges];
}

/** Tells of any symbol whether it may differ between rounds: by itself, or by anything that it reads. */
function swingTest(ground: Ground, rounds: readonly Round[]): (name: string) => boolean {
  const known = new Map<string, boolean>();
  return function swings(name) {
    const answer = known.get(name);
    if (answer !== undefined) return answer;
    known.set(name, false);
    const [owner = '', rest = ''] = name.split('.');
    const symbol = ground.table.symbols.get(name);
    const result =
      owner === 'lib'
        ? comesAndGoes(rounds, rest)
        : owner === 'contract'
          ? (ground.providersOf.get(rest) ?? []).some((provider) => comesAndGoes(rounds, provider))
          : symbol !== undefined && (comesAndGoes(rounds, symbol.owner) || symbol.reads.some(swings));
    known.set(name, result);
    return result;
  };
}

function comesAndGoes(rounds: readonly Round[], name: string): boolean {
  return new Set(rounds.map(({ reached }) => reached.reasons.has(name))).size > 1;
}

function conditionsFor(ground: Ground, reason: Reason): readonly Condition[] {
  if (reason.kind === 'provides') {
    const requires = ground.table.owners.get(reason.by)?.requires ?? [];
    return requires.flatMap(({ contract, when }) => (contract === reason.contract && when ? [when] : []));
  }
  if (reason.kind !== 'select' && reason.kind !== 'imply') return [];
  const symbol = ground.table.symbols.get(reason.by);
  return [...(symbol?.selectsLibraries ?? []), ...(symbol?.impliesLibraries ?? [])].flatMap(
    ({ when }) => when ?? [],
  );
}

function readsFor(ground: Ground, reason: Reason): readonly string[] {
  const reads = conditionsFor(ground, reason).flatMap((condition) => condition.reads);
  if (reason.kind === 'select' || reason.kind === 'imply') return [reason.by, ...reads];
  if ((reason.kind === 'provides' || reason.kind === 'declares') && reason.by !== appOwner) {
    return [...reads, `lib.${reason.by}`];
  }
  return reads;
}

function bringer(ground: Ground, reason: Reason): string {
  const when = conditionsFor(ground, reason)[0];
  const condition = when === undefined ? '' : ` when ${when.text}`;
  switch (reason.kind) {
    case 'provides': {
      return `${reason.by} requires ${reason.contract}${condition}`;
    }
    case 'declares': {
      return `${reason.by} uses ${reason.contract}, which it declares`;
    }
    case 'select':
    case 'imply': {
      return `${reason.by} ${reason.kind === 'select' ? 'selects' : 'implies'} it${condition}`;
    }
    case 'root':
    case 'target':
    case 'config': {
      return 'the application asks for it';
    }
  }
}
