import { builtinModules } from 'node:module';

/** What npm takes as a new name, and what stays short enough for a file of that name. */
const packageName = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;
/** What a file of an image may be called, which an application gives its name to. */
const imageName = /^[a-z0-9_][a-z0-9._-]*$/;
/** What descriptors call a library. */
const libraryName = /^[a-z][a-z0-9_-]{0,62}$/;
const longest = 100;
const forbidden = new Set(['node_modules', 'favicon.ico', ...builtinModules]);
/** Words of Kconfig expressions. */
const reservedLibraries = new Set(['app', 'lib']);

/** Why an application cannot have this name; nothing where it can. Pure. */
export function appNameProblem(name: string, taken: readonly string[]): string | undefined {
  if (name.length > longest) return `an npm package: it is longer than ${longest} characters`;
  if (!packageName.test(name)) return 'an npm package: lower-case letters, digits, "-", "." and "_"';
  if (!imageName.test(unscoped(name))) return 'an image: it starts with a letter or a digit';
  if (forbidden.has(name)) return 'an npm package: Node.js or npm uses it';
  if (taken.includes(name)) return 'this application: it depends on the package of that name';
  return undefined;
}

/** Why a library cannot have this name of its npm package; nothing where it can. Pure. */
export function libraryNameProblem(name: string, taken: readonly string[]): string | undefined {
  const problem = appNameProblem(name, taken);
  if (problem !== undefined) return problem.replace(/^this application|^an image/, 'a library');
  if (!libraryName.test(libraryNameOf(name))) {
    return 'a library: after "lib-", lower-case letters, digits, "-" and "_", a letter first';
  }
  if (reservedLibraries.has(libraryNameOf(name))) return 'a library: expressions use the word';
  return undefined;
}

/** What descriptors call the library of an npm package: `@acme/lib-shiny` is `shiny`. Pure. */
export function libraryNameOf(name: string): string {
  return unscoped(name).replace(/^lib-/, '');
}

/** The valid name that comes nearest. Pure. */
export function nearestValidName(name: string, problem: (name: string) => string | undefined): string {
  const scope = /^@[^/]*(?=\/)/.exec(name)?.[0];
  const tidy = tidied(unscoped(name));
  const scoped = scope === undefined || tidied(scope) === '' ? [] : [`@${tidied(scope)}/${tidy}`];
  const prefixed = tidy === '' ? [] : [tidy, `my-${tidy}`, `my-${tidy.replace(/^lib-/, '')}`];
  const tries = [...scoped, ...prefixed, 'my-app', 'lib-mine'];
  return tries.find((candidate) => problem(candidate) === undefined) ?? 'my-app';
}

function tidied(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/^[._-]+|[._-]+$/g, '')
    .slice(0, longest - 40);
}

function unscoped(name: string): string {
  return name.replace(/^@[^/]*\//, '');
}
