import { type AppOption, type AppSettings, changeableIn } from './app-settings.ts';
import { configName } from './config-name.ts';
import { formatLine, optionLines } from './dot-config.ts';
import { textOfValue } from './option-value.ts';
import type { OptionValue } from './solve-types.ts';
import { compareNames } from './symbol-table.ts';

/**
 * Writes the `.config` of an application: every option that a user may set in one of its images. What its config fixes stands there as a
 * comment. Settings of libraries that no image has now are kept.
 *
 * Pure.
 */
export function formatAppConfig(settings: AppSettings): string {
  const sections = new Map<string, string[]>();
  for (const option of settings.options) {
    const lines = linesOf(settings, option);
    const { owner } = option.symbol;
    if (lines.length > 0) sections.set(owner, [...(sections.get(owner) ?? [`# ${owner}`]), ...lines]);
  }
  const libraries = librariesOf(settings);
  return format([
    `# ${settings.inputs[0]?.app.name}: what its images are made with, beneath the application's config.`,
    ...(libraries.length > 0 ? [['# Libraries', ...libraries].join('\n')] : []),
    ...[...sections.values()].map((lines) => lines.join('\n')),
  ]);
}

/** Writes the least `.config` of an application from which the same values follow. Pure. */
export function formatAppDefconfig(settings: AppSettings): string {
  const lines = settings.options.flatMap((option): readonly string[] => {
    const { symbol, states } = option;
    const wish = settings.wishes.get(symbol.name);
    if (states.length === 0) return wish === undefined ? [] : wishLines(option, wish);
    const differing = changeableIn(settings, option).find(({ solution, evaluator }) => {
      const value = solution.values[symbol.name];
      return value !== evaluator.defaultOf(symbol) && (wish === undefined || value === wish);
    });
    const value = differing?.solution.values[symbol.name];
    return value === undefined ? [] : wishLines(option, value);
  });
  return [...librariesOf(settings), ...lines].map((line) => `${line}\n`).join('');
}

function format(sections: readonly string[]): string {
  return `${sections.join('\n\n')}\n`;
}

function librariesOf({ wishes }: AppSettings): readonly string[] {
  return [...wishes]
    .filter(([symbol]) => symbol.startsWith('lib.'))
    .toSorted(([left], [right]) => compareNames(left, right))
    .map(([symbol, value]) => formatLine(symbol, value, 'bool'));
}

/** Of a choice only the member that is chosen, or of one that is none all of them. */
function wishLines({ symbol }: AppOption, value: OptionValue): readonly string[] {
  const lines = optionLines(symbol.name, symbol.option, value);
  return symbol.option.type === 'choice' && value !== ''
    ? lines.filter((line) => line.endsWith('=y'))
    : lines;
}

function linesOf(settings: AppSettings, option: AppOption): readonly string[] {
  const { symbol, states } = option;
  const wish = settings.wishes.get(symbol.name);
  if (settings.isFixed(symbol.name)) return states.length > 0 ? fixedLines(option) : [];
  if (states.length === 0) return wish === undefined ? [] : optionLines(symbol.name, symbol.option, wish);
  const shown = states.filter(({ evaluator }) => evaluator.detailsOf(symbol).isVisible);
  const values = new Set(shown.map(({ solution }) => solution.values[symbol.name] ?? ''));
  const [value] = values;
  if (value === undefined || symbol.option.prompt === undefined) return [];
  if (values.size === 1) return optionLines(symbol.name, symbol.option, value);
  if (wish !== undefined && values.has(wish)) return optionLines(symbol.name, symbol.option, wish);
  return [`# ${configName(symbol.name)} has a default of its own for each target: ${[...values].join(', ')}`];
}

function fixedLines({ symbol, states }: AppOption): readonly string[] {
  const value = states[0]?.solution.values[symbol.name] ?? '';
  return [`# ${configName(symbol.name)}: ${textOfValue(value)}, as the application's config sets it`];
}
