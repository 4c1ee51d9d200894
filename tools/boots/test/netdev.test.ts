import { bootTest } from '@unicore/testkit/vitest';
import { expect } from 'vitest';

import { imageOf, onEachPlatform } from './example.ts';
import { expectSuite } from './expect-suite.ts';

onEachPlatform('the conformance suite of network devices', (platform) => {
  for (const profile of ['debug', 'speed'] as const) {
    bootTest(`holds for the driver in an image, profile ${profile}`, async ({ bootVm }) => {
      const vm = await bootVm(await imageOf('netdev', platform, profile), { network: 'user' });

      const { status } = await vm.exit();

      expectSuite(vm.console, 'netdev', 8);
      expect(vm.console).not.toContain('# SKIP');
      expect(status).toBe(0);
    });
  }
});
