import { describe, expect, it } from 'vitest';
import { appliesTo, searchPool, type PoolEntry, type PoolIndex } from './pool.ts';

const entry = (name: string, rest: Partial<PoolEntry>): PoolEntry => ({
  name,
  package: `@unicore/lib-${name}`,
  pool: 'main',
  summary: name,
  ...rest,
});
const pool: PoolIndex = {
  schema: 1,
  libraries: [
    entry('alloc-bump', { provides: { malloc: '1.0' } }),
    entry('alloc-tlsf', { provides: { malloc: '1.2' } }),
    entry('kvmplat', { provides: { plat: '1.0' }, platforms: ['kvm'], archs: ['x86_64'] }),
    entry('netback', { provides: { netdev: '2.0' }, platforms: ['xen'] }),
  ],
};
const found = (query: Parameters<typeof searchPool>[1]) => searchPool(pool, query).map((one) => one.name);

describe('searchPool', () => {
  it('finds who provides a contract in a version that serves', () => {
    expect(found({ contract: 'malloc' })).toEqual(['alloc-bump', 'alloc-tlsf']);
    expect(found({ contract: 'malloc', version: '1.1' })).toEqual(['alloc-tlsf']);
    expect(found({ contract: 'netdev', version: '1.0' })).toEqual([]);
  });

  it('leaves out what does not apply to the target', () => {
    expect(found({ platform: 'kvm' })).toEqual(['alloc-bump', 'alloc-tlsf', 'kvmplat']);
    expect(found({ platform: 'kvm', architecture: 'arm64' })).toEqual(['alloc-bump', 'alloc-tlsf']);
  });

  it('is not misled by the names of object members', () => {
    expect(found({ contract: 'constructor' })).toEqual([]);
  });
});

describe('appliesTo', () => {
  it('takes a library without platforms and architectures for fit everywhere', () => {
    expect(appliesTo({}, { platform: 'kvm', architecture: 'mips' })).toBe(true);
    expect(appliesTo({ archs: ['mips'] }, { platform: 'kvm' })).toBe(true);
    expect(appliesTo({ archs: ['mips'] }, { architecture: 'arm32' })).toBe(false);
  });
});
