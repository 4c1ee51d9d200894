import { spawnSync } from 'node:child_process';
import { bootTest } from '@unicore/testkit/vitest';
import { describe, expect } from 'vitest';

import { imageOf, onEachPlatform } from './example.ts';

const isInstalled = (compiler: string) => spawnSync(compiler, ['--version']).status === 0;

onEachPlatform('hello', (platform) => {
  for (const compiler of ['gcc', 'clang']) {
    const missing = isInstalled(compiler) ? '' : ` (${compiler} is not installed)`;
    describe.skipIf(missing)(`compiled by ${compiler}${missing}`, () => {
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
});
