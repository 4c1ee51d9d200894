/** A package as the compiler sees it. */
export interface MappedRoot {
  /** Absolute real path. */
  readonly folder: string;
  /** What stands for it in objects, messages of the cache and keys: `/@unicore/lib-lwip`. */
  readonly name: string;
  /** Folders and files inside, that the compiler is given: relative, their first segment counts. */
  readonly used: readonly string[];
}

/** Turns real paths into `/<package>/...` and back, so that npm and pnpm layouts and all folders give the same bits. */
export interface PathMap {
  readonly toName: (path: string) => string;
  readonly toPath: (name: string) => string;
  /** Replaces folders inside longer texts: compiler messages, `-I` arguments. */
  readonly textToNames: (text: string) => string;
  readonly textToPaths: (text: string) => string;
  readonly compilerArgs: readonly string[];
}

/** Makes the map. Pure. */
export function createPathMap(roots: readonly MappedRoot[]): PathMap {
  const longestFirst = [...roots].toSorted(
    (a, b) => b.folder.length - a.folder.length || (a.folder < b.folder ? -1 : 1),
  );
  const longestNames = [...roots].toSorted(
    (a, b) => b.name.length - a.name.length || (a.name < b.name ? -1 : 1),
  );
  return {
    toName: (path) => first(longestFirst, (root) => swap(path, root.folder, root.name)) ?? path,
    toPath: (name) => first(longestNames, (root) => swap(name, root.name, root.folder)) ?? name,
    textToNames: (text) =>
      longestFirst.reduce(
        (result, root) => replaceAll(result, root.folder, `\u0001${root.name}\u0002`),
        text,
      ),
    textToPaths: (text) =>
      text.includes('\u0001')
        ? longestNames.reduce(
            (result, root) => result.replaceAll(`\u0001${root.name}\u0002`, root.folder),
            text,
          )
        : text,
    compilerArgs: longestFirst.toReversed().flatMap((root) => prefixMaps(root, roots)),
  };
}

/**
 * Both compilers map whole prefixes, but where one root lies in another (an application and its node_modules) gcc takes
 * the last argument that fits and clang the alphabetically first. So the outer root is mapped by its parts.
 */
function prefixMaps(root: MappedRoot, roots: readonly MappedRoot[]): readonly string[] {
  const holdsAnother = roots.some((other) => other !== root && other.folder.startsWith(`${root.folder}/`));
  const parts = holdsAnother
    ? [...new Set(root.used.map((path) => path.replace(/^\.\//, '').split('/')[0] ?? ''))].toSorted()
    : ['.'];
  return parts.map((part) =>
    part === '.' || part === '..' || part === ''
      ? `-ffile-prefix-map=${root.folder}=${root.name}`
      : `-ffile-prefix-map=${root.folder}/${part}=${root.name}/${part}`,
  );
}

function swap(text: string, from: string, to: string): string | undefined {
  return text.startsWith(`${from}/`) ? to + text.slice(from.length) : undefined;
}

/** A root's folder ends where a path goes on with "/" or ends: "/a/lib" is no part of "/a/lib-x". */
function replaceAll(text: string, from: string, to: string): string {
  if (!text.includes(from)) return text;
  return text.replaceAll(new RegExp(`${escape(from)}(?=/|$|[^\\w.-])`, 'g'), () => to);
}

function first<T, R>(items: readonly T[], ask: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const answer = ask(item);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
