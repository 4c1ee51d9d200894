import { bootTest } from '@unicore/testkit/vitest';
import { expect } from 'vitest';

import { imageOf, onEachPlatform } from './example.ts';

onEachPlatform('the libc', (platform) => {
  bootTest('keeps what sockets promise, over the loopback of the network stack', async ({ bootVm }) => {
    const vm = await bootVm(await imageOf('sockets', platform));

    const { status } = await vm.exit();

    expect(vm.console).toMatch(/^1\.\.12$/m);
    expect(vm.console).not.toMatch(/^not ok/m);
    expect(status, vm.console).toBe(0);
  });
});
