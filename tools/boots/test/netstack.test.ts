import { bootTest } from '@unicore/testkit/vitest';
import { expect } from 'vitest';

import { imageOf, onEachPlatform } from './example.ts';

onEachPlatform('the conformance suite of network stacks', (platform) => {
  for (const profile of ['debug', 'speed'] as const) {
    bootTest(`holds for the stack in an image, profile ${profile}`, async ({ bootVm }) => {
      const vm = await bootVm(await imageOf('netstack', platform, profile), { network: 'user' });

      const { status } = await vm.exit();

      const lines = vm.console.replaceAll('\r', '').split('\n');
      expect(lines.filter((line) => line.startsWith('not ok') || line.includes('# SKIP'))).toEqual([]);
      expect(lines.filter((line) => /^ok \d+ - netstack_/.test(line))).toHaveLength(20);
      expect(status).toBe(0);
    });
  }
});
