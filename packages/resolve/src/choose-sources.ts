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
  const replaced = new Set(
    own.filter(architectureOf).map((file) => stemOf(file.replace(inArchFolder, 'src/'))),
  );
  const chosen = own.filter((file) => architectureOf(file) !== undefined || !replaced.has(stemOf(file)));
  return [...new Set(chosen)].toSorted(byText);
}

const inArchFolder = /^src\/arch\/([^/]+)\//u;

function architectureOf(file: string): string | undefined {
  return inArchFolder.exec(file)?.[1];
}

function stemOf(file: string): string {
  return file.replace(/\.[^./]+$/u, '');
}
