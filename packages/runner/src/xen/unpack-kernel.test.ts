import { expect, it } from 'vitest';
import { dependenciesOf, loadOrder, payloadOf } from './unpack-kernel.ts';

it('takes the payload out of a bzImage', () => {
  const payload = Buffer.from('\xfd7zXZ and what follows', 'latin1');
  const image = Buffer.alloc(8192);
  image.write('HdrS', 0x202);
  image.writeUInt8(2, 0x1f1); // two sectors of set-up code after the boot sector
  image.writeUInt32LE(64, 0x248);
  image.writeUInt32LE(payload.length + 4, 0x24c);
  payload.copy(image, 3 * 512 + 64);

  expect(payloadOf(image)).toEqual(payload);
});

it('refuses what is no bzImage', () => {
  expect(() => payloadOf(Buffer.alloc(8192))).toThrow('the kernel of the package is no bzImage');
});

it('loads each module after those that it needs, under one spelling', () => {
  const needs: Record<string, string[]> = { bridge: ['stp', 'llc'], stp: ['llc'], xenfs: ['xen-privcmd'] };

  const order = loadOrder(['xen-privcmd', 'xenfs', 'bridge'], (name) => needs[name] ?? []);

  expect(order).toEqual(['xen_privcmd', 'xenfs', 'llc', 'stp', 'bridge']);
});

it('reads what a module says it needs', () => {
  const module = Buffer.from('ELF...\0license=GPL\0depends=stp,llc\0name=bridge\0');

  expect(dependenciesOf(module)).toEqual(['stp', 'llc']);
  expect(dependenciesOf(Buffer.from('\0depends=\0name=llc\0'))).toEqual([]);
});
