import { bootTest } from '@unicore/testkit/vitest';
import { expect } from 'vitest';

import { imageOf, onEachPlatform } from './example.ts';
import { expectSuite } from './expect-suite.ts';

onEachPlatform('libraries that are ports', (platform) => {
  bootTest('compress and match as their specifications say', async ({ bootVm }) => {
    const vm = await bootVm(await imageOf('ported', platform));

    const { status } = await vm.exit();

    expectSuite(vm.console, 'zlib', 4);
    expectSuite(vm.console, 'pcre2', 6);
    expect(status, vm.console).toBe(0);
  });
});
