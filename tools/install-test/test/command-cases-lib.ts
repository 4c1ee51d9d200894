import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect } from 'vitest';

import { type Cases, libraryFolder, read, run } from './command-project.ts';
import { runCommand } from './run-command.ts';

export const libraryCases: Cases = {
  async 'lib build'() {
    await run(libraryFolder, ['lib', 'build']);
    expect(JSON.parse(await read(libraryFolder, 'dist/library.json'))).toMatchObject({
      name: 'shiny',
      schema: 1,
    });
  },
  async 'lib check'() {
    await run(libraryFolder, ['lib', 'check']);
    await writeFile(join(libraryFolder, 'include/uc/bare.h'), 'uint32_t uc_shiny_bare(void);\n');
    const { stdout, status } = await run(libraryFolder, ['lib', 'check'], true);
    await rm(join(libraryFolder, 'include/uc/bare.h'));
    expect(status).toBe(1);
    expect(stdout).toContain('include/uc/bare.h: does not compile alone');
  },
  async 'lib test'() {
    const { stdout } = await run(libraryFolder, ['lib', 'test', '--native']);
    expect(stdout).toMatch(/^[1-9]\d* passed, 0 failed$/m);
  },
  async 'lib fuzz'() {
    await cp(new URL('fixtures/fuzz-greet', import.meta.url), join(libraryFolder, 'fuzz/greet'), {
      recursive: true,
    });
    const { stdout } = await run(libraryFolder, ['lib', 'fuzz']);
    const { stderr } = await runCommand(stdout.trim(), ['-runs=100'], { cwd: libraryFolder });
    expect(stderr).toContain('Done 100 runs');
  },
};
