import { spawnSync } from 'node:child_process';
import type { TestContext } from 'vitest';

/** Skips a test whose compiler is not installed: `npm test` installs gcc and clang where it may. */
export function needs({ skip }: TestContext, compiler: string): void {
  const isMissing = spawnSync(compiler, ['--version']).error !== undefined;
  skip(isMissing, `${compiler} is not installed: apt-get install ${compiler}`);
}
