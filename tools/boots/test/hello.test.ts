import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readImage } from '@unicore/runner';
import { bootTest } from '@unicore/testkit/vitest';
import { expect, it } from 'vitest';

import { describeUnless, imageOf, onEachPlatform, onPlatform } from './example.ts';

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

onPlatform('xen', 'hello for size on xen', () => {
  bootTest('is a file of 16 KB at most, and runs with memory = 2', async ({ bootVm }) => {
    const description = await imageOf('hello', 'xen');
    const { image } = JSON.parse(readFileSync(description, 'utf8')) as { readonly image: string };

    const vm = await bootVm(description, { memoryMib: 2 });

    expect(await vm.exit()).toMatchObject({ status: 0, reason: 'exited' });
    expect(vm.console.replaceAll('\r', '')).toBe('Hello, world!\n');
    expect(statSync(join(dirname(description), image)).size).toBeLessThanOrEqual(16 * 1024);
  });
});
