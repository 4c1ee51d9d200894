import { bootTest } from '@unicore/testkit/vitest';
import { expect } from 'vitest';

import { imageOf, onEachPlatform } from './example.ts';

onEachPlatform('main()', (platform) => {
  bootTest('gets the name of the application and its arguments, all of them writable', async ({ bootVm }) => {
    const vm = await bootVm(await imageOf('arguments', platform), { args: ['one', 'two words'] });

    const { status } = await vm.exit();

    expect(vm.console.replaceAll('\r', '')).toBe('<*oots-arguments>\n<*ne>\n<*wo words>\n');
    expect(status).toBe(0);
  });
});
