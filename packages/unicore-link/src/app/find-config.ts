import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { noPackage, twoConfigs } from '../errors.ts';

/** Where an application's configuration stands. */
export type ConfigPlace =
  | { readonly kind: 'none' }
  | { readonly kind: 'manifest'; readonly file: string; readonly value: unknown }
  | { readonly kind: 'file'; readonly file: string };

export interface FoundApp {
  /** Folder of the nearest package.json. */
  readonly folder: string;
  readonly config: ConfigPlace;
}

const names = ['unicore.config.ts', 'unicore.config.js', 'unicore.config.json'] as const;

/**
 * Finds the application around `folder`: the nearest package.json is its root, and no config above it counts.
 *
 * @throws {UnicoreError} `ERR_UNICORE_NO_PACKAGE_JSON`, `ERR_UNICORE_TWO_CONFIGS`
 */
export function findApp(folder: string): FoundApp {
  const root = nearestPackage(resolve(folder));
  if (root === undefined) throw noPackage(folder);
  const manifest = join(root, 'package.json');
  const value = appOfManifest(manifest);
  const places: ConfigPlace[] = names
    .map((name) => join(root, name))
    .filter((file) => existsSync(file))
    .map((file) => ({ kind: 'file', file }));
  if (value !== undefined) places.push({ kind: 'manifest', file: manifest, value });
  const [first, second] = places;
  if (first && second && 'file' in first && 'file' in second) throw twoConfigs(first.file, second.file);
  return { folder: root, config: first ?? { kind: 'none' } };
}

/** The text that holds the config, to see later whether somebody has changed it; nothing where there is none. */
export function textOfConfig({ config }: FoundApp): string | undefined {
  switch (config.kind) {
    case 'none':
      return undefined;
    case 'manifest':
      // Package managers write the rest of it.
      return JSON.stringify(config.value);
    case 'file':
      return readFileSync(config.file, 'utf8');
  }
}

function nearestPackage(folder: string): string | undefined {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : nearestPackage(parent);
}

/** `unicore.app` of a package.json. One that does not parse is left to the reader of the tree, which says where. */
function appOfManifest(file: string): unknown {
  try {
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as { unicore?: { app?: unknown } } | null;
    return manifest?.unicore?.app;
  } catch {
    return undefined;
  }
}
