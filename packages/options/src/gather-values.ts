import { optionLoop } from './errors.ts';
import { createOptionEvaluator, type OptionEvaluator, type World } from './evaluate-options.ts';
import { loopEdges } from './explain-loop.ts';
import { findNameClashes } from './find-problems.ts';
import type { Ground, Reached } from './reach-libraries.ts';
import { settle, worldOf } from './settle.ts';
import type { DotConfig, Origin, OptionValue, Solution, SolveInput, SolveProblem } from './solve-types.ts';
import { appOwner, compareNames, type OptionSymbol, type SymbolTable } from './symbol-table.ts';

/** Which libraries are in an image, and the values of all symbols. */
export interface Gathered extends Pick<Solution, 'values' | 'origins' | 'providers'> {
  readonly reached: Reached;
  /** All keys of `values`. */
  readonly names: readonly string[];
  /** Of symbols that would share one name. */
  readonly clashes: readonly SolveProblem[];
}

/** What values stand on. */
interface Moment {
  readonly ground: Ground;
  readonly reached: Reached;
  readonly constants: World['constants'];
  readonly dotConfig: DotConfig | undefined;
}

export interface ValueGatherer {
  /** Knows what each option could be, under what was gathered last. */
  readonly evaluator: OptionEvaluator;
  /** @throws {UnicoreError} `ERR_UNICORE_OPTION_LOOP` */
  gather(ground: Ground, input: SolveInput): Gathered;
}

/**
 * Gathers values under one ground after another of the same table. What a later ground leaves as it was is not evaluated again.
 */
export function createValueGatherer(table: SymbolTable): ValueGatherer {
  const evaluator = createOptionEvaluator(table);
  // The rounds begin with no library each time, as else what was before would decide where they end.
  const rounds = createOptionEvaluator(table);
  let last: (Moment & { readonly gathered: Gathered }) | undefined;

  function gatherFrom(moment: Moment): Gathered {
    const before = last;
    // What throws on the way leaves the evaluator between two worlds.
    last = undefined;
    const world = worldOf(moment.ground, moment.constants, (name) => moment.reached.reasons.has(name));
    if (before === undefined) {
      evaluator.restart(world);
      return gatherAll(moment, evaluator);
    }
    const mayDiffer = evaluator.enter(world, differences(before, moment));
    const isAlike = haveSameKeys(before.reached.reasons, moment.reached.reasons);
    return isAlike
      ? gatherAgain(moment, evaluator, before.gathered, mayDiffer)
      : gatherAll(moment, evaluator);
  }

  return {
    evaluator,
    gather(ground, input) {
      const constants = constantsOf(input);
      const reached = settle(ground, constants, rounds);
      const moment = { ground, reached, constants, dotConfig: input.dotConfig };
      let gathered = gatherFrom(moment);
      if ((rounds.loop() ?? evaluator.loop()) !== undefined) {
        for (const symbol of symbolsIn(moment)) rounds.detailsOf(symbol);
        const loop = rounds.loop();
        if (loop !== undefined) throw optionLoop(loopEdges(table, loop));
        // A loop of a library that is no longer in the image.
        gathered = gatherFrom(moment);
      }
      last = { ...moment, gathered };
      return gathered;
    },
  };
}

function constantsOf({ target, profile }: SolveInput): ReadonlyMap<string, string> {
  return new Map([
    ['arch', target.architecture],
    ['platform', target.platform],
    ['profile', profile],
  ]);
}

/** Names all symbols, libraries, contracts and constants that two moments do not have alike. */
function differences(before: Moment, now: Moment): readonly string[] {
  const { table, applicable, user } = now.ground;
  const names: string[] = [];
  for (const [name, text] of now.constants) if (before.constants.get(name) !== text) names.push(name);
  for (const [name, library] of applicable) {
    if (before.reached.reasons.has(name) === now.reached.reasons.has(name)) continue;
    names.push(`lib.${name}`);
    for (const contract of Object.keys(library.provides ?? {})) names.push(`contract.${contract}`);
    for (const symbol of table.owners.get(name)?.symbols ?? []) names.push(symbol.name);
  }
  const old = before.ground.user;
  const hasOtherLines = before.dotConfig !== now.dotConfig;
  for (const name of new Set([...old.values.keys(), ...user.values.keys()])) {
    const hasLine = old.lines.has(name) || user.lines.has(name);
    if (old.values.get(name) !== user.values.get(name) || (hasLine && hasOtherLines)) names.push(name);
    else if (old.lines.has(name) !== user.lines.has(name)) names.push(name);
  }
  return names;
}

function haveSameKeys(left: ReadonlyMap<string, unknown>, right: ReadonlyMap<string, unknown>): boolean {
  return left.size === right.size && [...left.keys()].every((key) => right.has(key));
}

function symbolsIn({ ground, reached }: Moment): readonly OptionSymbol[] {
  return [...ground.table.owners.values()]
    .filter(({ name }) => name === appOwner || reached.reasons.has(name))
    .flatMap(({ symbols }) => symbols);
}

function gatherAll(moment: Moment, evaluator: OptionEvaluator): Gathered {
  const { ground, reached, constants } = moment;
  const values = new Map<string, OptionValue>(constants);
  const unsorted = new Map<string, Origin>();
  for (const symbol of symbolsIn(moment)) {
    const { value, origin } = evaluator.detailsOf(symbol);
    values.set(symbol.name, value);
    unsorted.set(symbol.name, originAt(moment, symbol.name, origin));
  }
  for (const name of ground.applicable.keys()) values.set(`lib.${name}`, reached.reasons.has(name));
  const providers = new Map<string, readonly string[]>();
  for (const contract of ground.contracts.keys()) {
    const present = (ground.providersOf.get(contract) ?? []).filter((name) => reached.reasons.has(name));
    if (present.length > 0) providers.set(contract, present);
    values.set(`contract.${contract}`, present.length > 0);
  }
  const sorted = sortedRecord(values);
  const names = Object.keys(sorted);
  const origins: Record<string, Origin> = {};
  for (const name of names) {
    const origin = unsorted.get(name);
    if (origin !== undefined) origins[name] = origin;
  }
  return {
    reached,
    names,
    values: sorted,
    origins,
    providers: sortedRecord(providers),
    clashes: findNameClashes(names),
  };
}

/** As `gatherAll`, where the image has the same libraries, and only the values of which `mayDiffer` may be others. */
function gatherAgain(
  moment: Moment,
  evaluator: OptionEvaluator,
  before: Gathered,
  mayDiffer: (name: string) => boolean,
): Gathered {
  const { symbols } = moment.ground.table;
  const values: Record<string, OptionValue> = {};
  const origins: Record<string, Origin> = {};
  // In the order of the keys; of records of thousands, a spread takes three times as long.
  for (const name of before.names) {
    const origin = before.origins[name];
    const symbol = origin !== undefined && mayDiffer(name) ? symbols.get(name) : undefined;
    if (symbol === undefined) {
      values[name] = before.values[name] ?? '';
      if (origin !== undefined) origins[name] = origin;
    } else {
      const { value, origin: now } = evaluator.detailsOf(symbol);
      values[name] = value;
      origins[name] = originAt(moment, name, now);
    }
  }
  for (const [name, text] of moment.constants) values[name] = text;
  return { ...before, reached: moment.reached, values, origins };
}

/** Of a user's setting, with the line of `.config` that has it. */
function originAt({ ground, dotConfig }: Moment, name: string, origin: Origin): Origin {
  const line = origin.kind === 'user' ? ground.user.lines.get(name)?.line : undefined;
  return line === undefined ? origin : { kind: 'user', at: `${dotConfig?.file}:${line}` };
}

/** A record in the order of its keys. Pure. */
export function sortedRecord<Value>(map: ReadonlyMap<string, Value>): Readonly<Record<string, Value>> {
  return Object.fromEntries([...map].toSorted(([left], [right]) => compareNames(left, right)));
}
