import { evaluate, type Reading } from './kconfig/evaluate.ts';
import { lowerCondition } from './lower-options.ts';
import { readingOf } from './option-value.ts';
import type { Solution } from './solve-types.ts';
import { type Condition, parseCondition } from './symbol-table.ts';

/**
 * Judges a condition of a library under a solution, as the `when` of its sources.
 *
 * Pure.
 *
 * @param owner - name of the library whose options bare names mean; `app` for the application
 * @throws {UnicoreError} `ERR_UNICORE_BAD_EXPRESSION`
 */
export function holds(solution: Pick<Solution, 'values'>, owner: string, expression: string): boolean {
  const condition = parsed(expression, owner);
  const valueOf = (name: string): Reading =>
    readingOf(Object.hasOwn(solution.values, name) ? solution.values[name] : undefined);
  return evaluate(lowerCondition(condition, owner), valueOf) > 0;
}

/** By owner; there are only as many as installed libraries have written. */
const known = new Map<string, Map<string, Condition>>();

function parsed(expression: string, owner: string): Condition {
  const own = known.get(owner) ?? new Map<string, Condition>();
  known.set(owner, own);
  const condition = own.get(expression) ?? parseCondition(expression, owner, 'when');
  own.set(expression, condition);
  return condition;
}
