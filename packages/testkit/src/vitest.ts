import { test } from 'vitest';

import { boot, type BootOptions, type Vm } from './boot.ts';

/**
 * vitest's `test` with a fixture `bootVm`: guests that it boots end with the test, and where the test failed their
 * consoles are printed.
 *
 *     bootTest('answers', async ({ bootVm }) => {
 *       const vm = await bootVm('build/kvm-x86_64', { publish: ['80'] });
 *       expect((await vm.fetch('/')).status).toBe(200);
 *     });
 */
export const bootTest = test.extend<{ bootVm: (image: string, options?: BootOptions) => Promise<Vm> }>({
  bootVm: async ({ onTestFailed }, use) => {
    const vms: Vm[] = [];
    onTestFailed(() => {
      for (const { guest, console: text } of vms) {
        console.error(`-- console of ${guest.image.name} on ${guest.image.platform}:\n${text}`);
      }
    });
    await use(async (image, options) => {
      const vm = await boot(image, options);
      vms.push(vm);
      return vm;
    });
    await Promise.all(vms.map((vm) => vm.stop()));
  },
});
