import { bootTest } from '@unicore/testkit/vitest';
import { expect } from 'vitest';

import { imageOf, onEachPlatform } from './example.ts';

onEachPlatform('threads', (platform) => {
  bootTest('holds all its checks under load', async ({ bootVm }) => {
    const vm = await bootVm(await imageOf('threads', platform, 'debug'));

    const { status } = await vm.exit();

    expect(vm.console).toMatch(/\n$/);
    expect(status, vm.console).toBe(0);
  });
});
