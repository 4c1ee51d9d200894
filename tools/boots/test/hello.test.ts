import { bootTest } from '@unicore/testkit/vitest';
import { expect } from 'vitest';

import { imageOf, onEachPlatform } from './example.ts';

onEachPlatform('hello', (platform) => {
  for (const profile of ['debug', 'size', 'speed'] as const) {
    bootTest(`prints its line and ends with status 0, profile ${profile}`, async ({ bootVm }) => {
      const vm = await bootVm(await imageOf('hello', platform, profile));

      const { status, reason } = await vm.exit();

      expect(vm.console.replaceAll('\r', '')).toBe('Hello, world!\n');
      expect({ status, reason }).toEqual({ status: 0, reason: 'exited' });
    });
  }
});
