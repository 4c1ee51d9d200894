import { didYouMean } from '@unicore/descriptor';
import { parseExpression, symbolsOf } from './expression.ts';
import { conditionsOf } from './placed-conditions.ts';
import type { Ground } from './reach-libraries.ts';
import type { AppSymbols, SolveWarning } from './solve-types.ts';
import { appOwner, completeName } from './symbol-table.ts';

/**
 * Finds the names in an application's conditions that its options and those of the installed libraries do not have: each reads as n.
 * One of a library that is not installed may be meant so. Pure.
 */
export function findUnknownNames(
  ground: Pick<Ground, 'table' | 'applicable'>,
  { options = {}, requires = {} }: AppSymbols,
): readonly SolveWarning[] {
  return conditionsOf({ options, requires, sources: [] }).flatMap(({ path, text }) =>
    symbolsOf(parseExpression(text))
      .map((name) => completeName(name, appOwner))
      .flatMap((symbol): readonly SolveWarning[] => {
        const why = whyUnknown(ground, symbol);
        if (why === undefined) return [];
        return [
          {
            code: 'unknown-option',
            symbol,
            by: [],
            message: `${path.replace(/^options\./, 'ownOptions.')} reads "${symbol}", which is always n: ${why}`,
            hint: `Correct "${text}" in the config; npx unicore-link options lists the options there are.`,
          },
        ];
      }),
  );
}

/** Says why no option has a complete name whose owner is known; ends with the nearest that one has. Pure. */
export function whyUnknown(
  { table, applicable }: Pick<Ground, 'table' | 'applicable'>,
  symbol: string,
): string | undefined {
  const [owner = '', option = ''] = symbol.split('.');
  const isApp = owner === appOwner;
  if (table.symbols.has(symbol) || !(isApp || applicable.has(owner))) return undefined;
  const names = (table.owners.get(owner)?.symbols ?? []).map(({ name }) => name.slice(owner.length + 1));
  return `${isApp ? 'the application' : `library "${owner}"`} has no option "${option}".${didYouMean(option, names)}`;
}
