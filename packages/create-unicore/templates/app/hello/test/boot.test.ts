import { join } from 'node:path';
import { buildApp, platforms } from '@unicore/testkit';
import { bootTest } from '@unicore/testkit/vitest';
import { describe, expect } from 'vitest';

const folder = join(import.meta.dirname, '..');
const ours = ['{{platforms}}'];

// What this machine cannot start is skipped, and says so.
describe.each(platforms().filter(({ name }) => ours.includes(name)))('on $name', ({ name, missing }) => {
  if (missing !== undefined) console.warn(`${name} is not tested: ${missing}`);
  bootTest.skipIf(missing !== undefined)('says hello and ends well', async ({ bootVm }) => {
    const [image] = await buildApp(folder, { plat: [name] });
    const vm = await bootVm(image.description);

    const { status } = await vm.exit();

    expect(vm.console).toContain('Hello from a unikernel');
    expect(status).toBe(0);
  });
});
