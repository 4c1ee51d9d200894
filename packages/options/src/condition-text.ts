import { formatCondition } from './kconfig/format-condition.ts';
import { lowerCondition } from './lower-options.ts';
import { readingOf } from './option-value.ts';
import type { Solution } from './solve-types.ts';
import { parseCondition } from './symbol-table.ts';

/**
 * Writes a condition of a library with the values that its symbols have under a solution: `lwip.ipv6 [=y] && !lwip.dhcp [=n]`.
 *
 * Pure.
 *
 * @param owner - name of the library whose options bare names mean; `app` for the application
 * @throws {UnicoreError} `ERR_UNICORE_BAD_EXPRESSION`
 */
export function conditionText(solution: Pick<Solution, 'values'>, owner: string, expression: string): string {
  const condition = lowerCondition(parseCondition(expression, owner, 'when'), owner);
  if (condition === undefined) return expression;
  return formatCondition(condition, (name) => {
    const value = Object.hasOwn(solution.values, name) ? solution.values[name] : undefined;
    // What is not there reads as n, and is shown as that.
    return value === undefined
      ? { tri: 0, text: 'n', type: 'bool' }
      : { ...readingOf(value), type: 'string' };
  });
}
