import { evaluate } from './evaluate-expression.ts';
import type { Solution } from './solve-types.ts';
import { completeName, parseCondition } from './symbol-table.ts';

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
  const valueOf = (name: string): Solution['values'][string] | undefined => {
    const complete = completeName(name, owner);
    return Object.hasOwn(solution.values, complete) ? solution.values[complete] : undefined;
  };
  return evaluate(condition.expression, valueOf) > 0;
}
