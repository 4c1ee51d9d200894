import type { Library } from '@unicore/descriptor';
import { byText } from './sort.ts';

/**
 * Returns the files of a library that a target compiles, sorted. Pure.
 *
 * A group counts where its condition holds. A file of `src/arch/<architecture>/` replaces the file of the same stem in
 * `src/` (`src/arch/x86_64/ones.S` the portable `src/ones.c`); other architectures' folders are left out.
 *
 * @param holds - evaluates an expression of the library
 */
export function chooseSources(
  library: Pick<Library, 'sources'>,
  architecture: string,
  holds: (expression: string) => boolean,
): readonly string[] {
  const files = library.sources
    .filter((group) => group.when === undefined || holds(group.when))
    .flatMap((group) => group.files);
  const own = files.filter((file) => (architectureOf(file) ?? architecture) === architecture);
  const replaced = new Set(own.filter(architectureOf).map(portableStemOf));
  const chosen = own.filter((file) => architectureOf(file) !== undefined || !replaced.has(stemOf(file)));
  return [...new Set(chosen)].toSorted(byText);
}

/** A portable file that a target of `architecture` compiles another one for. */
export interface Replacement {
  readonly file: string;
  readonly by: string;
  readonly architecture: string;
}

/** Finds what {@link chooseSources} may replace on some architecture, under whatever condition, sorted. Pure. */
export function findReplacements({ sources }: Pick<Library, 'sources'>): readonly Replacement[] {
  const files = [...new Set(sources.flatMap((group) => group.files))].toSorted(byText);
  return files
    .filter((file) => architectureOf(file) === undefined)
    .flatMap((file) =>
      files.flatMap((by): Replacement[] => {
        const architecture = architectureOf(by);
        const replaces = architecture !== undefined && portableStemOf(by) === stemOf(file);
        return replaces ? [{ file, by, architecture }] : [];
      }),
    );
}

const inArchFolder = /^src\/arch\/([^/]+)\//u;

function architectureOf(file: string): string | undefined {
  return inArchFolder.exec(file)?.[1];
}

/** `src/arch/x86_64/ones.S` stands for `src/ones`. */
function portableStemOf(file: string): string {
  return stemOf(file.replace(inArchFolder, 'src/'));
}

function stemOf(file: string): string {
  return file.replace(/\.[^./]+$/u, '');
}
