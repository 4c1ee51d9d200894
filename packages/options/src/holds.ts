import { evaluate, type Reading } from './kconfig/evaluate.ts';
import { lowerCondition } from './lower-options.ts';
import { readingOf } from './option-value.ts';
import type { Solution } from './solve-types.ts';
import { parseCondition } from './symbol-table.ts';

/**
 * Judges a condition of a library under a solution, as the `when` of its sources.
 *
 * Pure.
 *
 * @param owner - name of the library whose options bare names mean; `app` for the application
 * @throws {UnicoreError} `ERR_UNICORE_BAD_EXPRESSION`
 */
export function holds(solution: Pick<Solution, 'values'>, owner: string, expression: string): boolean {
  const condition = parseCondition(expression, owner, 'when');
  const valueOf = (name: string): Reading =>
    readingOf(Object.hasOwn(solution.values, name) ? solution.values[name] : undefined);
  return evaluate(lowerCondition(condition, owner), valueOf) > 0;
}
