import { configName } from './config-name.ts';
import { findImpossibleSettings } from './find-impossible-settings.ts';
import type { Outcome } from './find-problems.ts';
import { textOfValue } from './option-value.ts';
import type { DotConfigSetting, SolveWarning } from './solve-types.ts';

/** Finds lines of a `.config` that do not hold, because the application's config or what they depend on wins. Pure. */
export function findDotConfigWarnings(outcome: Outcome, file: string): readonly SolveWarning[] {
  const { lines, outdone } = outcome.ground.user;
  const warn = ({ line, symbol, value }: DotConfigSetting, what: string, hint: string): SolveWarning => ({
    code: 'dot-config',
    symbol,
    by: [],
    message: `${file}:${line}: ${configName(symbol)}=${textOfValue(value)} does not count: ${what}.`,
    hint,
  });
  return [
    ...outdone.map((setting) =>
      warn(
        setting,
        `the application's config sets ${setting.symbol}, and wins`,
        `Drop the line, or options.${setting.symbol} from the config. unicore-link config olddefconfig writes the file again`,
      ),
    ),
    ...findImpossibleSettings(outcome).flatMap(({ symbol, value, why }) => {
      const setting = lines.get(symbol);
      if (setting === undefined) return [];
      return [
        warn(
          setting,
          `${why}; ${symbol} is ${value}`,
          'Meet that condition first, or drop the line. unicore-link config olddefconfig writes the file again',
        ),
      ];
    }),
  ].toSorted((left, right) => (left.message < right.message ? -1 : 1));
}
