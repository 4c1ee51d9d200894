import type { Option } from '@unicore/descriptor';
import { configName } from './config-name.ts';
import { excerpt, readConfigLines } from './config-lines.ts';
import { badDotConfig } from './errors.ts';
import type { OptionOwner } from './option-macros.ts';
import type { OptionValue, Solution } from './solve-types.ts';
import { compareNames, sortedEntries } from './symbol-table.ts';

/** A value as `.config` writes it. */
export type DotConfigValue =
  | { readonly kind: 'bool'; readonly value: boolean | 'm' }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'string'; readonly text: string };

export interface DotConfigEntry {
  /** With `CONFIG_`. */
  readonly name: string;
  readonly value: DotConfigValue;
  /** From 1. */
  readonly line: number;
}

/**
 * Writes a solution in `.config` syntax, for reading and diffing: first what is in the image, then the options of `owners`.
 *
 * Pure; independent of the order of `owners`.
 */
export function formatDotConfig(solution: Solution, owners: readonly OptionOwner[]): string {
  const { platform, architecture } = solution.target;
  const group = (prefix: string): readonly string[] =>
    Object.entries(solution.values)
      .filter(([symbol]) => symbol.startsWith(prefix))
      .map(([symbol, value]) => formatLine(symbol, value, 'bool'));
  const sections = [
    [
      `# ${solution.app} for ${platform}/${architecture}: the solved configuration. Output; set options in unicore.config.ts.`,
      formatLine('arch', architecture, 'string'),
      formatLine('platform', platform, 'string'),
      formatLine('profile', solution.profile, 'string'),
    ],
    ['# Libraries', ...group('lib.')],
    ['# Contracts', ...group('contract.')],
    ...owners
      .toSorted((left, right) => compareNames(left.name, right.name))
      .map((owner) => [`# ${owner.name}`, ...ownerLines(solution, owner)])
      .filter((lines) => lines.length > 1),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function ownerLines(solution: Solution, { name, options }: OptionOwner): readonly string[] {
  return sortedEntries(options).flatMap(([key, option]) => {
    const symbol = `${name}.${key}`;
    const value = solution.values[symbol];
    if (value === undefined) return [];
    return optionLines(symbol, option, value);
  });
}

/** The lines of one option: of a choice one a member. Pure. */
export function optionLines(symbol: string, option: Option, value: OptionValue): readonly string[] {
  if (option.type !== 'choice') return [formatLine(symbol, value, option.type)];
  return Object.keys(option.members).map((member) =>
    formatLine(`${symbol}.${member}`, value === member, 'bool'),
  );
}

/** One line. Pure. */
export function formatLine(
  symbol: string,
  value: OptionValue,
  type: Exclude<Option['type'], 'choice'>,
): string {
  const name = configName(symbol);
  if (value === false) return `# ${name} is not set`;
  if (type === 'bool' || type === 'tristate') return `${name}=${value === true ? 'y' : 'm'}`;
  return type === 'string' ? `${name}="${String(value).replaceAll(/["\\]/g, '\\$&')}"` : `${name}=${value}`;
}

/**
 * Reads `.config` text. A name that is set twice keeps its last value, as Kconfig has it.
 *
 * Pure; takes linear time whatever the text.
 *
 * @param source - `file`: the path that errors name
 * @throws {UnicoreError} `ERR_UNICORE_BAD_DOT_CONFIG`, with the number of each wrong line
 */
export function parseDotConfig(
  text: string,
  source: { readonly file: string },
): ReadonlyMap<string, DotConfigEntry> {
  const { entries: lines, wrong: unreadable } = readConfigLines(text);
  const entries = new Map<string, DotConfigEntry>();
  const wrong = [...unreadable];
  for (const { name, raw, line } of lines) {
    const value = parseValue(raw);
    if (value !== undefined) entries.set(name, { name, value, line });
    else if (wrong.length < listedAtMost) {
      wrong.push(
        `line ${line}: expected y, m, n, a number or a quoted text for ${name}, got ${excerpt(raw ?? '')}`,
      );
    }
  }
  if (wrong.length > 0) throw badDotConfig(source.file, wrong);
  return entries;
}

const listedAtMost = 100;

/** `text` is absent where the line says "is not set". */
function parseValue(text: string | undefined): DotConfigValue | undefined {
  if (text === undefined) return { kind: 'bool', value: false };
  if (text === 'm') return { kind: 'bool', value: 'm' };
  if (text === 'y' || text === 'n') return { kind: 'bool', value: text === 'y' };
  if (/^(-?\d{1,20}|0[xX][0-9a-fA-F]{1,16})$/.test(text)) return { kind: 'number', text };
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return undefined;
  const inner = text.slice(1, -1);
  if (/^(?:[^"\\]|\\.)*$/.test(inner)) return { kind: 'string', text: inner.replaceAll(/\\(.)/g, '$1') };
  return undefined;
}
