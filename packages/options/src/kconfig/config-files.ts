import { readConfigLines } from '../config-lines.ts';
import { badDotConfig } from '../errors.ts';
import { type Configuration, wrongValue } from './configuration.ts';
import type { KconfigTree } from './kconfig-tree.ts';
import type { ModelSymbol } from './symbol-model.ts';
import { walk } from './walk.ts';

/**
 * Writes a `.config` as Kconfig's conf does: every symbol that counts, in the order of the menu, with the titles of menus and
 * comments that show.
 *
 * Pure.
 */
export function formatConfig(configuration: Configuration): string {
  const { tree, values } = configuration;
  const lines = [...heading(tree).map((line) => (line === '' ? '#' : `# ${line}`))];
  const written = new Set<string>();
  for (const node of walk(tree.root)) {
    if (node.symbol === undefined && node.choice === undefined) {
      if (configuration.isShown(node)) lines.push('', '#', `# ${node.prompt?.text ?? ''}`, '#');
    }
    const { symbol } = node;
    if (symbol === undefined || written.has(symbol.name) || !isWritten(configuration, symbol)) continue;
    written.add(symbol.name);
    lines.push(configLine(symbol, values.symbol(symbol).text));
  }
  return `${lines.join('\n')}\n`;
}

/**
 * Writes the least `.config` from which the same values follow, as conf's `savedefconfig`: what differs from its default and a
 * user may change.
 *
 * Pure.
 */
export function formatDefconfig(configuration: Configuration): string {
  const { tree, values } = configuration;
  const lines: string[] = [];
  const seen = new Set<string>();
  for (const { symbol } of walk(tree.root)) {
    if (symbol === undefined || seen.has(symbol.name) || !isWritten(configuration, symbol)) continue;
    seen.add(symbol.name);
    const { text, tri, visible, atLeast } = values.symbol(symbol);
    if (visible <= atLeast || text === values.defaultText(symbol)) continue;
    if (symbol.choice !== undefined && symbol.type === 'bool' && tri === 2 && !symbol.choice.isOptional) {
      if (values.defaultSelection(symbol.choice) === symbol.name) continue;
    }
    lines.push(configLine(symbol, text));
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** Writes `autoconf.h`: y as 1, m as `_MODULE` 1, n as nothing. Pure. */
export function formatAutoconf(configuration: Configuration): string {
  const { tree, values } = configuration;
  const lines = ['/*', ...heading(tree).map((line) => (line === '' ? ' *' : ` * ${line}`)), ' */'];
  for (const symbol of tree.symbols.values()) {
    if (!isWritten(configuration, symbol)) continue;
    const { text, tri } = values.symbol(symbol);
    const name = `CONFIG_${symbol.name}`;
    if (symbol.type === 'bool' || symbol.type === 'tristate') {
      if (tri > 0) lines.push(`#define ${name}${tri === 1 ? '_MODULE' : ''} 1`);
    } else if (symbol.type === 'hex') lines.push(`#define ${name} ${/^0x/i.test(text) ? '' : '0x'}${text}`);
    else lines.push(`#define ${name} ${symbol.type === 'string' ? quoted(text) : text}`);
  }
  return `${lines.join('\n')}\n`;
}

function heading({ root }: KconfigTree): readonly string[] {
  return ['', 'Automatically generated file; DO NOT EDIT.', root.prompt?.text ?? '', ''];
}

function isWritten({ tree, values }: Configuration, symbol: ModelSymbol): boolean {
  return symbol.type !== 'unknown' && !tree.unwritten.has(symbol.name) && values.symbol(symbol).isWritten;
}

/** One line of a `.config`. Pure. */
export function configLine({ name, type }: ModelSymbol, text: string): string {
  if (type === 'string') return `CONFIG_${name}=${quoted(text)}`;
  const isOff = text === 'n' && (type === 'bool' || type === 'tristate');
  return isOff ? `# CONFIG_${name} is not set` : `CONFIG_${name}=${text}`;
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** What a `.config` says, and what of it means nothing here. */
export interface ReadConfig {
  /** Symbol and value, in the order of the file; the last of those that are set twice. */
  readonly settings: readonly (readonly [string, string])[];
  /** Lines about symbols that the tree does not have. */
  readonly unknown: readonly { readonly line: number; readonly name: string }[];
}

/**
 * Reads a `.config` or defconfig for a tree. Names without a definition are listed, as conf passes them over.
 *
 * Pure; takes linear time whatever the text.
 *
 * @param source - `file`: the path that errors name
 * @throws {UnicoreError} `ERR_UNICORE_BAD_DOT_CONFIG`, with the number of each wrong line
 */
export function readConfig(
  text: string,
  source: { readonly file: string; readonly tree: KconfigTree },
): ReadConfig {
  const settings = new Map<string, string>();
  const unknown: { line: number; name: string }[] = [];
  const { entries, wrong } = readConfigLines(text);
  const problems = [...wrong];
  for (const { name: full, raw, line } of entries) {
    const name = full.slice('CONFIG_'.length);
    const symbol = source.tree.symbols.get(name);
    if (symbol === undefined || symbol.type === 'unknown') {
      unknown.push({ line, name });
      continue;
    }
    const value = valueOf(symbol, raw);
    // Conf writes a number that has no default so.
    if (value === '' && (symbol.type === 'int' || symbol.type === 'hex')) continue;
    const problem =
      value === undefined ? `expected a quoted text, got ${raw?.slice(0, 60)}` : wrongValue(symbol, value);
    if (value === undefined || problem !== undefined) problems.push(`line ${line}: ${full}: ${problem}`);
    else {
      settings.delete(name);
      settings.set(name, value);
    }
  }
  if (problems.length > 0) throw badDotConfig(source.file, problems);
  return { settings: [...settings], unknown };
}

/** `raw` is absent for "is not set". */
function valueOf(symbol: ModelSymbol, raw: string | undefined): string | undefined {
  if (raw === undefined) return symbol.type === 'bool' || symbol.type === 'tristate' ? 'n' : '';
  if (symbol.type !== 'string')
    return raw === '' && symbol.type !== 'int' && symbol.type !== 'hex' ? 'n' : raw;
  return /^"(?:[^"\\]|\\.)*"$/.test(raw) ? raw.slice(1, -1).replaceAll(/\\(.)/g, '$1') : undefined;
}
