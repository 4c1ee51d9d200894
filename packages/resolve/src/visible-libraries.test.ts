import type { Library } from '@unicore/descriptor';
import { describe, expect, it } from 'vitest';
import { indexLibraries } from './library-index.ts';
import type { TreePackage } from './tree.ts';
import { visibleLibraries } from './visible-libraries.ts';

const contracts = {
  plat: { version: '1.0', providers: 'one', summary: '' },
  malloc: { version: '1.0', providers: 'one', summary: '' },
  netdev: { version: '1.0', providers: 'many', summary: '' },
} as const;

function entry(library: Partial<Library> & { name: string }, needs: readonly string[] = []): TreePackage {
  return {
    package: library.name,
    version: '1.0.0',
    folder: `/${library.name}`,
    own: false,
    library: { schema: 1, pool: 'main', side: 'system', summary: '', sources: [], ...library },
    dependencies: Object.fromEntries(needs.map((name) => [name, `/${name}`])),
  };
}

/** What the first of the entries sees in an image of all of them. */
function seen(...entries: readonly [TreePackage, ...TreePackage[]]): readonly string[] {
  const index = indexLibraries(new Map(entries.map((one) => [one.library.name, one])));
  const providers: Record<string, string[]> = {};
  for (const { library } of entries) {
    for (const contract of Object.keys(library.provides ?? {}))
      (providers[contract] ??= []).push(library.name);
  }
  const reasons = Object.fromEntries(entries.map((one) => [one.library.name, { kind: 'root' as const }]));
  return visibleLibraries(entries[0], index, { reasons, providers });
}

describe('visibleLibraries', () => {
  it('sees itself first, then what its package depends on, sorted', () => {
    expect(
      seen(entry({ name: 'm' }, ['z', 'a', 'gone']), entry({ name: 'a' }), entry({ name: 'z' })),
    ).toEqual(['m', 'a', 'z']);
  });

  it('sees the one provider of a contract that it requires, and who declares it', () => {
    const user = entry({ name: 'lwip', requires: { malloc: '1.0' } });

    expect(
      seen(user, entry({ name: 'api', contracts }), entry({ name: 'tlsf', provides: { malloc: '1.0' } })),
    ).toEqual(['lwip', 'api', 'tlsf']);
  });

  it('sees no provider of a contract of many, also where there is only one', () => {
    const user = entry({ name: 'lwip', requires: { netdev: '1.0' } });

    expect(
      seen(user, entry({ name: 'api', contracts }), entry({ name: 'e1000', provides: { netdev: '1.0' } })),
    ).toEqual(['lwip', 'api']);
  });

  it("sees no library of fewer platforms than its own, so that every platform's objects are the same", () => {
    const kvm = entry({ name: 'kvmplat', platforms: ['kvm'], provides: { plat: '1.0' } });
    const api = entry({ name: 'api', contracts });

    expect(seen(entry({ name: 'boot', requires: { plat: '1.0' } }), kvm, api)).toEqual(['boot', 'api']);
    expect(seen(entry({ name: 'virtio', requires: { plat: '1.0' }, platforms: ['kvm'] }), kvm, api)).toEqual([
      'virtio',
      'api',
      'kvmplat',
    ]);
    expect(
      seen(entry({ name: 'x', requires: { plat: '1.0' }, platforms: ['kvm', 'xen'] }), kvm, api),
    ).toEqual(['x', 'api']);
  });
});
