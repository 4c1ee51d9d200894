import type { IncludeEntry } from './library.ts';

/**
 * Lists the folders of `includes.public` or `includes.private`: all, or those whose condition holds. Pure.
 *
 * @param holds - evaluates an expression of the library
 */
export function includeFolders(
  entries: readonly IncludeEntry[] = [],
  holds: (expression: string) => boolean = () => true,
): readonly string[] {
  return entries.flatMap((entry) => {
    if (typeof entry === 'string') return [entry];
    return entry.when === undefined || holds(entry.when) ? entry.files : [];
  });
}
