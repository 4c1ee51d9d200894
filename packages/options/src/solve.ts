import { createOptionEvaluator, type OptionEvaluator, type World } from './evaluate-options.ts';
import { optionLoop } from './errors.ts';
import { loopEdges, type Round, swingEdges } from './explain-loop.ts';
import { findDotConfigWarnings } from './find-dot-config-warnings.ts';
import { findProblems } from './find-problems.ts';
import { findWarnings } from './find-warnings.ts';
import { prepareGround } from './prepare-ground.ts';
import { type Ground, reachLibraries } from './reach-libraries.ts';
import type { OptionValue, Origin, Solution, SolveInput } from './solve-types.ts';
import { appOwner, compareNames } from './symbol-table.ts';

/**
 * Solves one target's configuration: which libraries are in the image, who provides each contract, and the value of every option.
 *
 * Presence and values decide each other, so the solver goes in rounds: under the values of the last round it walks to the libraries
 * that are needed, and under these it evaluates the options, until a round changes nothing. Pure and deterministic; the order of
 * lists and keys in the input is without effect.
 *
 * What stands in the way of an image (an unmet contract, an unknown option) comes back in `problems`.
 *
 * @throws {UnicoreError} `ERR_UNICORE_OPTION_LOOP` if no round ever settles, with every edge of the loop;
 * `ERR_UNICORE_BAD_EXPRESSION` for a condition that cannot be parsed
 */
export function solve(input: SolveInput): Solution {
  return solveInDetail(input).solution;
}

/** A solution, and what it was made from. */
export interface DetailedSolution {
  readonly solution: Solution;
  readonly ground: Ground;
  readonly evaluator: OptionEvaluator;
}

/** As `solve`, with the evaluator that knows what each option could be. */
export function solveInDetail(input: SolveInput): DetailedSolution {
  const { ground, problems } = prepareGround(input);
  const { evaluator, reached } = settle(ground, input);
  const loop = evaluator.loop();
  const symbols = [...ground.table.owners.values()]
    .filter(({ name }) => name === appOwner || reached.reasons.has(name))
    .flatMap((owner) => owner.symbols);
  for (const symbol of symbols) evaluator.detailsOf(symbol);
  const lateLoop = loop ?? evaluator.loop();
  if (lateLoop !== undefined) throw optionLoop(loopEdges(ground.table, lateLoop));

  const libraries = [...reached.reasons.keys()].toSorted(compareNames);
  const values = new Map<string, OptionValue>(constantsOf(input));
  const origins = new Map<string, Origin>();
  for (const symbol of symbols) {
    const { value, origin } = evaluator.detailsOf(symbol);
    values.set(symbol.name, value);
    const line = origin.kind === 'user' ? ground.user.lines.get(symbol.name)?.line : undefined;
    origins.set(
      symbol.name,
      line === undefined ? origin : { kind: 'user', at: `${input.dotConfig?.file}:${line}` },
    );
  }
  for (const name of ground.applicable.keys()) values.set(`lib.${name}`, reached.reasons.has(name));
  const providers = new Map<string, readonly string[]>();
  for (const contract of ground.contracts.keys()) {
    const present = (ground.providersOf.get(contract) ?? []).filter((name) => reached.reasons.has(name));
    if (present.length > 0) providers.set(contract, present);
    values.set(`contract.${contract}`, present.length > 0);
  }
  const solution: Solution = {
    app: input.app.name,
    target: input.target,
    profile: input.profile,
    libraries,
    reasons: sortedRecord(reached.reasons),
    providers: sortedRecord(providers),
    values: sortedRecord(values),
    origins: sortedRecord(origins),
    warnings: [],
    problems: [],
    unused: unusedSettings(ground, reached.reasons),
  };
  const outcome = { ground, evaluator, reached, solution };
  const warnings = [
    ...findWarnings(ground, evaluator, solution),
    ...findDotConfigWarnings(outcome, input.dotConfig?.file ?? ''),
  ];
  return {
    solution: { ...solution, warnings, problems: [...problems, ...findProblems(outcome)] },
    ground,
    evaluator,
  };
}

/** Goes rounds until the libraries of the image stay the same. */
function settle(ground: Ground, input: SolveInput): Round {
  const constants = constantsOf(input);
  const rounds: Round[] = [];
  const seen = new Map<string, number>();
  let present: ReadonlySet<string> = new Set();
  for (;;) {
    const round = goRound(ground, present, constants);
    rounds.push(round);
    const reached = new Set(round.reached.reasons.keys());
    if (reached.size === present.size && [...reached].every((name) => present.has(name))) return round;
    const key = [...reached].toSorted(compareNames).join('\n');
    const before = seen.get(key);
    if (before !== undefined) throw optionLoop(swingEdges(ground, rounds.slice(before + 1)));
    seen.set(key, rounds.length - 1);
    present = reached;
  }
}

function goRound(ground: Ground, before: ReadonlySet<string>, constants: ReadonlyMap<string, string>): Round {
  const visited = new Set<string>();
  const isPresent = (name: string): boolean => name === appOwner || before.has(name) || visited.has(name);
  const world: World = {
    isPresent,
    isProvided: (contract) => (ground.providersOf.get(contract) ?? []).some(isPresent),
    constants,
    userValues: ground.user.values,
  };
  const evaluator: OptionEvaluator = createOptionEvaluator(ground.table, world);
  return { evaluator, reached: reachLibraries(ground, evaluator, visited) };
}

function constantsOf(input: SolveInput): ReadonlyMap<string, string> {
  return new Map([
    ['arch', input.target.architecture],
    ['platform', input.target.platform],
    ['profile', input.profile],
  ]);
}

/** Settings of libraries that are installed, but not in this image. */
function unusedSettings(ground: Ground, reasons: ReadonlyMap<string, unknown>): readonly string[] {
  return [...ground.user.values.keys()]
    .filter((name) => {
      if (ground.user.lines.has(name)) return false;
      const owner = name.slice(0, name.indexOf('.'));
      return owner !== appOwner && !reasons.has(owner);
    })
    .toSorted(compareNames);
}

function sortedRecord<Value>(map: ReadonlyMap<string, Value>): Readonly<Record<string, Value>> {
  return Object.fromEntries([...map].toSorted(([left], [right]) => compareNames(left, right)));
}
