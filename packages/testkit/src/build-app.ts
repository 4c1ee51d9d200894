import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { captureCommand } from '@unicore/runner';

import { buildFailed } from './errors.ts';

export interface BuiltImage {
  readonly platform: string;
  readonly architecture: string;
  readonly path: string;
  readonly sizeBytes: number;
  /** The linker's map: every section and symbol with its address. */
  readonly mapPath: string;
  /** `image.json`, which `boot` takes. */
  readonly description: string;
}

/**
 * Builds the application in `folder` by the unicore-link that it has installed.
 *
 * @throws {UnicoreError} `ERR_UNICORE_TEST_BUILD_FAILED` with what unicore-link printed
 */
export async function buildApp(
  folder: string,
  {
    plat,
    profile,
    compiler,
  }: {
    readonly plat: readonly string[];
    readonly profile?: 'debug' | 'size' | 'speed';
    /** `gcc`, `clang`, or the path of one. Default: the application's. */
    readonly compiler?: string;
  },
): Promise<readonly BuiltImage[]> {
  const args = [
    findBin(folder),
    '-C',
    folder,
    '--json',
    ...plat.flatMap((name) => ['--plat', name]),
    ...(profile ? ['--profile', profile] : []),
    ...(compiler === undefined ? [] : ['--compiler', compiler]),
  ];
  const { status, stdout, stderr } = await captureCommand(process.execPath, args);
  if (status !== 0) throw buildFailed(folder, status, `${stdout}${stderr}`);
  const { images } = JSON.parse(stdout) as { readonly images: readonly Omit<BuiltImage, 'description'>[] };
  return images.map((image) => ({ ...image, description: join(dirname(image.path), 'image.json') }));
}

/** bin.js of the nearest node_modules/unicore-link, the way Node looks packages up. */
function findBin(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    const manifest = join(at, 'node_modules/unicore-link/package.json');
    try {
      readFileSync(manifest);
      return join(dirname(manifest), 'bin.js');
    } catch {
      if (dirname(at) === at)
        throw buildFailed(
          folder,
          undefined,
          'unicore-link is not installed there (npm install --save-dev unicore-link).',
        );
    }
  }
}
