import { spawnSync } from 'node:child_process';
import { readImage } from '@unicore/runner';
import { bootTest } from '@unicore/testkit/vitest';
import { expect, it } from 'vitest';

import { describeUnless, imageOf, onEachPlatform } from './example.ts';

const isInstalled = (compiler: string) => spawnSync(compiler, ['--version']).status === 0;

onEachPlatform('hello', (platform) => {
  for (const compiler of ['gcc', 'clang']) {
    const missing = isInstalled(compiler)
      ? undefined
      : `${compiler} is not installed: apt-get install ${compiler}`;
    describeUnless(missing, `compiled by ${compiler}`, () => {
      for (const profile of ['debug', 'size', 'speed'] as const) {
        bootTest(`prints its line and ends with status 0, profile ${profile}`, async ({ bootVm }) => {
          const vm = await bootVm(await imageOf('hello', platform, profile, compiler));

          const { status, reason } = await vm.exit();

          expect(vm.console.replaceAll('\r', '')).toBe('Hello, world!\n');
          expect({ status, reason }).toEqual({ status: 0, reason: 'exited' });
        });
      }
    });
  }

  it('runs as a program of Linux where it is one, and is refused at once elsewhere', async () => {
    const { image, symbols } = readImage(await imageOf('hello', platform));

    for (const file of [image, symbols]) {
      const { error, signal, stdout } = spawnSync(file, { encoding: 'utf8' });
      if (platform === 'linuxu') expect(stdout).toBe('Hello, world!\n');
      else expect({ error, signal }).toMatchObject({ error: { code: 'EACCES' }, signal: null });
    }
  });
});
