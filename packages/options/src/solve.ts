import type { OptionEvaluator } from './evaluate-options.ts';
import { findDotConfigWarnings } from './find-dot-config-warnings.ts';
import { findProblems } from './find-problems.ts';
import { findUnknownNames } from './find-unknown-names.ts';
import { findWarnings } from './find-warnings.ts';
import { createValueGatherer, sortedRecord } from './gather-values.ts';
import { layGround, prepareBedrock } from './prepare-ground.ts';
import type { Ground } from './reach-libraries.ts';
import type { Solution, SolveBase, SolveInput, SolveSettings } from './solve-types.ts';
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
  return prepareSolve(input)(input);
}

/**
 * Prepares to solve under one settings after another, as a menu does: what follows from the libraries alone is made once, and the
 * function that comes back evaluates only what its settings make different from those before. Its result is that of `solve`,
 * whatever it solved before; of what did not change the records may be the same ones.
 *
 * @throws {UnicoreError} `ERR_UNICORE_BAD_EXPRESSION`; what comes back throws what `solve` throws else
 */
export function prepareSolve(base: SolveBase): (settings: SolveSettings) => Solution {
  const solver = openSolver(base);
  return (settings) => solver(settings).solution;
}

/** A solution, and what it was made from. */
export interface DetailedSolution {
  readonly solution: Solution;
  readonly ground: Ground;
  /** Knows what each option could be. */
  readonly evaluator: OptionEvaluator;
}

/** As `solve`, with the evaluator. */
export function solveInDetail(input: SolveInput): DetailedSolution {
  return openSolver(input)(input);
}

/** The evaluator of a solution is good until the next one is asked for. */
function openSolver(base: SolveBase): (settings: SolveSettings) => DetailedSolution {
  const bedrock = prepareBedrock(base);
  const unknownNames = findUnknownNames(bedrock, base.app);
  const gatherer = createValueGatherer(bedrock.table);
  return (settings) => {
    const input = inputOf(base, settings);
    const { ground, problems } = layGround(bedrock, input);
    const { reached, clashes, providers, values, origins } = gatherer.gather(ground, input);
    const solution: Solution = {
      app: input.app.name,
      target: input.target,
      profile: input.profile,
      libraries: [...reached.reasons.keys()].toSorted(compareNames),
      reasons: sortedRecord(reached.reasons),
      providers,
      values,
      origins,
      warnings: [],
      problems: [],
      unused: unusedSettings(ground, reached.reasons),
    };
    const { evaluator } = gatherer;
    const outcome = { ground, evaluator, reached, solution };
    const warnings = [
      ...unknownNames,
      ...findWarnings(ground, evaluator, solution),
      ...findDotConfigWarnings(outcome, input.dotConfig?.file ?? ''),
    ];
    const all = [...problems, ...findProblems(outcome), ...clashes];
    return { solution: { ...solution, warnings, problems: all }, ground, evaluator };
  };
}

/** Spelt out, as either may be a whole input. */
function inputOf(
  { app, libraries, roots, target }: SolveBase,
  { profile, options, dotConfig, providers }: SolveSettings,
): SolveInput {
  const set = {
    ...(options && { options }),
    ...(dotConfig && { dotConfig }),
    ...(providers && { providers }),
  };
  return { app, libraries, roots, target, profile, ...set };
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
