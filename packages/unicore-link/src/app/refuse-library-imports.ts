import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { configImportsLibrary } from '../errors.ts';

/**
 * Refuses a config that imports a library of the pool, itself or by a file of its own: nothing of an installed library
 * runs on the developer's machine. Reads the text, so that it can be told before anything runs.
 *
 * @throws {UnicoreError} `ERR_UNICORE_CONFIG_IMPORTS_LIBRARY`
 */
export function refuseLibraryImports(file: string, seen: Set<string> = new Set()): void {
  if (seen.has(file)) return;
  seen.add(file);
  for (const { specifier, line } of importsOf(readFileSync(file, 'utf8'))) {
    if (specifier.startsWith('.')) {
      const own = ownFile(resolve(dirname(file), specifier));
      if (own) refuseLibraryImports(own, seen);
    } else if (isLibrary(specifier, dirname(file))) {
      throw configImportsLibrary(file, specifier, line);
    }
  }
}

const patterns = [
  /\b(?:import|export)\b[^'"`;]*?\bfrom\s*(['"])([^'"\n]+)\1/g,
  /\bimport\s*\(?\s*(['"])([^'"\n]+)\1/g,
  /\brequire(?:\.resolve)?\s*\(\s*(['"])([^'"\n]+)\1/g,
];

/** Lists what a module imports, with line numbers. Pure. */
export function importsOf(source: string): readonly { readonly specifier: string; readonly line: number }[] {
  const code = withoutComments(source);
  return patterns.flatMap((pattern) =>
    [...code.matchAll(pattern)].map((match) => ({
      specifier: match[2] ?? '',
      line: code.slice(0, match.index + match[0].length).split('\n').length,
    })),
  );
}

/** Blanks comments out; strings stay, and line numbers too. */
function withoutComments(source: string): string {
  return source.replace(/'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (text) =>
    text.startsWith('/') ? text.replace(/[^\n]/g, ' ') : text,
  );
}

function ownFile(path: string): string | undefined {
  return [path, `${path}.ts`, `${path}.js`, `${path}.mjs`, path.replace(/\.js$/, '.ts')].find(
    (candidate) => /\.[cm]?[jt]s$/.test(candidate) && existsSync(candidate),
  );
}

/** Looks the package up as Node does, and asks whether it calls itself a library. */
function isLibrary(specifier: string, folder: string): boolean {
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  if (name.startsWith('@unicore/lib-')) return true;
  for (let at = folder; ; at = dirname(at)) {
    const manifest = join(at, 'node_modules', name, 'package.json');
    if (existsSync(manifest)) return declaresLibrary(manifest);
    if (at === dirname(at)) return false;
  }
}

function declaresLibrary(manifest: string): boolean {
  try {
    const value = JSON.parse(readFileSync(manifest, 'utf8')) as { unicore?: { library?: unknown } } | null;
    return value?.unicore?.library !== undefined;
  } catch {
    return false;
  }
}
