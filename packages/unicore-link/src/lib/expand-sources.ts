import type { SourceEntry, SourceGroup } from '@unicore/descriptor';
import { patternMatchesNothing } from '../errors.ts';
import { globToRegExp } from './glob.ts';

export interface ExpandInput {
  readonly entries: readonly SourceEntry[];
  /** Files of the package, relative to its root. */
  readonly files: readonly string[];
  /** Path of the descriptor, for errors. */
  readonly descriptor: string;
}

/**
 * Turns files and globs into sorted lists: one group without condition first, then one for each condition in the
 * author's order. A file that a condition names is left out of the unconditional group; `!pattern` leaves files out.
 *
 * Pure.
 *
 * @throws {UnicoreError} `ERR_UNICORE_PATTERN_MATCHES_NOTHING`
 */
export function expandSources({ entries, files, descriptor }: ExpandInput): readonly SourceGroup[] {
  const missing = (pattern: string) => patternMatchesNothing(descriptor, pattern);
  const always = entries.filter((entry) => typeof entry === 'string');
  const conditional = new Map<string, Set<string>>();
  for (const entry of entries) {
    if (typeof entry === 'string') continue;
    const found = expandPatterns(entry.files, files, missing);
    const key = entry.when ?? '';
    conditional.set(key, new Set([...(conditional.get(key) ?? []), ...found]));
  }
  const plain = new Set(conditional.get('') ?? []);
  conditional.delete('');
  const claimed = new Set([...conditional.values()].flatMap((set) => [...set]));
  for (const file of expandPatterns(always, files, missing)) if (!claimed.has(file)) plain.add(file);
  const groups: SourceGroup[] = plain.size > 0 ? [{ files: [...plain].toSorted() }] : [];
  for (const [when, set] of conditional) groups.push({ when, files: [...set].toSorted() });
  return groups;
}

/**
 * Finds the files that patterns name; `!pattern` leaves files out. Pure.
 *
 * @param missing - makes the error for a pattern that nothing meets
 */
export function expandPatterns(
  patterns: readonly string[],
  files: readonly string[],
  missing: (pattern: string) => Error,
): ReadonlySet<string> {
  const refused = patterns
    .filter((pattern) => pattern.startsWith('!'))
    .map((pattern) => globToRegExp(clean(pattern.slice(1))));
  const found = new Set<string>();
  for (const pattern of patterns) {
    if (pattern.startsWith('!')) continue;
    const expression = globToRegExp(clean(pattern));
    const matching = files.filter((file) => expression.test(file));
    if (matching.length === 0) throw missing(pattern);
    for (const file of matching) if (!refused.some((refusal) => refusal.test(file))) found.add(file);
  }
  return found;
}

function clean(pattern: string): string {
  return pattern.replace(/^\.\//, '');
}
