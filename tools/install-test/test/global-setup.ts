import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

import { startRegistry } from './registry.ts';
import { releaseAll } from './release.ts';

/** What all files of this suite share: everything released once, to a registry on loopback. */
export interface Release {
  /** Where tests put their applications, each in a folder of its own. */
  readonly folder: string;
  /** Environment in which npm, pnpm and Yarn talk to that registry alone, with one object cache for all tests. */
  readonly env: Readonly<Record<string, string>>;
  /** Packages with their versions. */
  readonly published: readonly (readonly [string, string])[];
}

declare module 'vitest' {
  interface ProvidedContext {
    release: Release;
  }
}

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'unicore-install-')));
  const registry = await startRegistry(join(folder, 'registry'));
  const tearDown = async (): Promise<void> => {
    await registry.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const published = await releaseAll(join(folder, 'release'), registry);
    const env = Object.fromEntries(
      Object.entries(registry.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    env['XDG_CACHE_HOME'] = join(folder, 'cache');
    project.provide('release', { folder, env, published: [...published] });
    return tearDown;
  } catch (error) {
    await tearDown();
    throw error;
  }
}
