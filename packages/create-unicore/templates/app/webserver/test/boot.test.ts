import { join } from 'node:path';
import { buildApp, platforms } from '@unicore/testkit';
import { bootTest } from '@unicore/testkit/vitest';
import { describe, expect } from 'vitest';

const folder = join(import.meta.dirname, '..');
const ours = ['{{platforms}}'];

// What this machine cannot start is skipped, and says so.
describe.each(platforms().filter(({ name }) => ours.includes(name)))('on $name', ({ name, missing }) => {
  if (missing !== undefined) console.warn(`${name} is not tested: ${missing}`);
  bootTest.skipIf(missing !== undefined)('serves its page', async ({ bootVm }) => {
    const [image] = await buildApp(folder, { plat: [name] });
    const vm = await bootVm(image.description, { publish: ['80'] });
    await vm.waitForLine(/^ready/);

    const response = await vm.fetch('/');

    expect(response.status).toBe(200);
    expect(await response.text()).toBe('Hello from a unikernel\n');
  });
});
