import { readFileSync } from 'node:fs';

export interface OwnPackage {
  readonly version: string;
  /** Package -> range that a new project asks for. */
  readonly ranges: Readonly<Record<string, string>>;
}

/**
 * Reads this package's own package.json. What it names beside its own dependencies is what templates use: a release writes the
 * versions there that belong together.
 */
export function ownPackage(): OwnPackage {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const { version, devDependencies, dependencies } = JSON.parse(text) as {
    readonly version: string;
    readonly devDependencies: Readonly<Record<string, string>>;
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const named = { ...dependencies, ...devDependencies };
  const ranges = Object.entries(named).map(([name, range]) => [name, `^${range.replace(/^\^/, '')}`]);
  return { version, ranges: Object.fromEntries(ranges) as Record<string, string> };
}
