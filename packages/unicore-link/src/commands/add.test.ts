import type { PoolIndex } from '@unicore/resolve';
import { expect, it } from 'vitest';
import { packageOf } from './add.ts';

const pool: PoolIndex = {
  schema: 1,
  libraries: [
    { name: 'kvmplat', package: '@unicore/lib-kvmplat', pool: 'plat', summary: '', platforms: ['kvm'] },
    { name: 'lwip', package: '@unicore/lib-lwip', pool: 'main', summary: '' },
    { name: 'x86_64arch', package: '@unicore/lib-x86_64arch', pool: 'arch', summary: '', archs: ['x86_64'] },
  ],
};

it.each([
  ['lwip', '@unicore/lib-lwip'],
  ['kvm', '@unicore/lib-kvmplat'],
  ['x86_64', '@unicore/lib-x86_64arch'],
  ['lwip@1.2.0', '@unicore/lib-lwip@1.2.0'],
  ['@someone/lib-thing', '@someone/lib-thing'],
  ['./lib.tgz', './lib.tgz'],
])('%s is the package %s', (name, npmName) => {
  expect(packageOf(name, pool)).toBe(npmName);
});

it('names the nearest where there is none', () => {
  expect(() => packageOf('lwpi', pool)).toThrow('Did you mean "lwip"?');
});
