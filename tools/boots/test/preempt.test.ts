import { bootTest } from '@unicore/testkit/vitest';
import { expect } from 'vitest';

import { imageOf, onPlatform } from './example.ts';
import { expectSuite } from './expect-suite.ts';

for (const platform of ['linuxu', 'kvm', 'metal']) {
  onPlatform(platform, `time slices on ${platform}`, () => {
    bootTest('end loops, keep locks and registers, and the contract of schedulers', async ({ bootVm }) => {
      const vm = await bootVm(await imageOf('preempt', platform));

      const { status } = await vm.exit();

      expectSuite(vm.console, 'slices', 5);
      expectSuite(vm.console, 'registers', 1);
      expectSuite(vm.console, 'sched', 19);
      expect(vm.console).not.toContain('syscall:');
      expect(status, vm.console).toBe(0);
    });
  });
}
