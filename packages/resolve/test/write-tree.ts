import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { smallPool, type PackageContent } from './small-pool.ts';

/**
 * Files of a folder by path. A value is JSON to write; text to write; `-> path`, a link; under a path without a suffix
 * a package that holds a library; or the word `pool`: the package of that name from the small pool.
 */
export type TreeContent = Readonly<Record<string, unknown>>;

export function writeTree(folder: string, content: TreeContent): void {
  for (const [path, value] of Object.entries(content)) writeEntry(join(folder, path), value);
}

function writeEntry(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  if (typeof value === 'string' && value.startsWith('-> ')) {
    symlinkSync(value.slice('-> '.length), path);
  } else if (value === 'pool') {
    writePackage(path, smallPool[packageNameOf(path)] as PackageContent);
  } else if (typeof value === 'object' && value !== null && 'library' in value && !path.endsWith('.json')) {
    writePackage(path, value as PackageContent);
  } else {
    writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  }
}

/** Writes a package that holds a library, as its author's build leaves it. */
export function writePackage(folder: string, content: PackageContent): void {
  const { library, ...manifest } = content;
  mkdirSync(join(folder, 'dist'), { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({
      name: packageNameOf(folder),
      version: '1.0.0',
      unicore: { library: './dist/library.json' },
      exports: { './package.json': './package.json' },
      ...manifest,
    }),
  );
  writeFileSync(
    join(folder, 'dist/library.json'),
    JSON.stringify({
      schema: 1,
      pool: 'main',
      side: 'system',
      summary: library.name,
      sources: [],
      ...library,
    }),
  );
}

/** `@unicore/lib-lwip` of `/tmp/x/node_modules/@unicore/lib-lwip`. */
function packageNameOf(folder: string): string {
  return /(?:@[^/]+\/)?[^/]+$/u.exec(folder)?.[0] ?? folder;
}

/** Runs (use) with a new empty folder, by its real path, and removes the folder. */
export async function withFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = realpathSync.native(mkdtempSync(join(tmpdir(), 'unicore-resolve-')));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
