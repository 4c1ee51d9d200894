import type { Library, SourceGroup } from './library.ts';

/**
 * What an author writes in `unicore.library.ts`. Differs from {@link Library} in that `sources` holds files and globs, some of
 * them under a condition, and that `schema` is filled in when the package is built.
 */
export interface LibraryDefinition extends Omit<Library, 'schema' | 'sources'> {
  readonly sources: readonly SourceEntry[];
}

/**
 * A file or glob relative to the package root (`src/*.c`, `vendor/{core,api}/**.c`), with a leading `!` to leave files out, or
 * what {@link when} returns.
 */
export type SourceEntry = string | SourceGroup;

/**
 * Defines a library of the pool: the default export of `unicore.library.ts`.
 *
 * Pure: returns its argument; `unicore-link lib build` evaluates and checks it.
 */
export function defineLibrary<const Definition extends LibraryDefinition>(
  definition: Definition,
): Definition {
  return definition;
}

/**
 * Compiles files only where a condition holds. A file that any `when` names is not compiled by an unconditional glob as well.
 *
 * Pure; returns data.
 *
 * @param expression - Kconfig expression, as `'ipv6 && !netdev.loopback'`
 */
export function when(expression: string, paths: string | readonly string[]): SourceGroup {
  return { when: expression, files: typeof paths === 'string' ? [paths] : paths };
}
