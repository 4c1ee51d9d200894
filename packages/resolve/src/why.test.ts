import { beforeAll, describe, expect, it } from 'vitest';
import { readTree } from './read-tree.ts';
import { withFolder, writeTree } from '../test/write-tree.ts';
import type { PoolEntry, PoolIndex } from './pool.ts';
import type { Tree } from './tree.ts';
import { why, type Why } from './why.ts';

const packages = [
  'api',
  'lwip',
  'alloc-tlsf',
  'kvmplat',
  'x86_64arch',
  'virtio-net',
  'linuxuplat',
  'tap-net',
];
const target = { platform: 'kvm', architecture: 'x86_64' };
let tree: Tree;

beforeAll(async () => {
  tree = await withFolder(async (folder) => {
    writeTree(folder, {
      'package.json': {
        name: 'shop',
        dependencies: {
          '@unicore/lib-lwip': '1',
          '@unicore/lib-kvmplat': '1',
          '@unicore/lib-linuxuplat': '1',
        },
      },
      ...Object.fromEntries(packages.map((name) => [`node_modules/@unicore/lib-${name}`, 'pool'])),
    });
    return readTree(folder);
  });
});

function ask(subject: string, targets = [target]): readonly Why[] {
  return why({ tree, targets, sources: [], config: { options: { lwip: { ipv6: false } } } }, subject);
}

describe('why', () => {
  it.each(['initrd', 'uc_entry', 'uc/entry.h'])('says how to install what the pool has: %s', (subject) => {
    const library: PoolEntry = {
      name: 'initrd',
      package: '@unicore/lib-initrd',
      pool: 'main',
      summary: 'Files',
      exports: ['uc_entry'],
      headers: ['uc/entry.h'],
    };
    const pool: PoolIndex = { schema: 1, libraries: [library] };

    expect(() => why({ tree, targets: [target], sources: [], config: {}, pool }, subject)).toThrow(
      expect.objectContaining({
        code: 'ERR_UNICORE_UNKNOWN_SUBJECT',
        hint: expect.stringContaining('npm install @unicore/lib-initrd'),
      }),
    );
  });

  it('says of a name that an installed library has and the image does not use, that it is so', () => {
    const having = ['musl', 'lwip'].map((name): PoolEntry => ({
      name,
      package: `@unicore/lib-${name}`,
      pool: 'main',
      summary: '',
      exports: ['socket'],
    }));
    const pool: PoolIndex = { schema: 1, libraries: having };

    expect(() => why({ tree, targets: [target], sources: [], config: {}, pool }, 'socket')).toThrow(
      expect.objectContaining({
        hint: 'The library "lwip", which is installed, has it; nothing in the image uses it.',
      }),
    );
  });

  it('names the library of a platform, and of other unknown names the nearest', () => {
    expect(() => ask('kvm')).toThrow(/called "kvm"[^]* Did you mean "kvmplat"\?$/u);
    expect(() => ask('lwpi')).toThrow(/called "lwpi"[^]* Did you mean "lwip"\?$/u);
    expect(() => ask('nothing-like-it')).toThrow(/option of a library in the image\.$/u);
  });

  it('tells by which contracts a library came into the image, and by which packages onto the disk', () => {
    expect(ask('virtio-net')).toMatchObject([
      {
        kind: 'library',
        subject: 'virtio-net',
        package: '@unicore/lib-virtio-net',
        inImage: true,
        chain: [
          { name: 'shop' },
          { name: 'lwip', because: 'a dependency of the application' },
          { name: 'virtio-net', because: "provides netdev, the platform's default" },
        ],
        installedBy: [
          [
            { package: 'shop', version: '0.0.0' },
            { package: '@unicore/lib-kvmplat', version: '1.0.0' },
            { package: '@unicore/lib-virtio-net', version: '1.0.0' },
          ],
        ],
      },
    ]);
  });

  it('lists every way to a library, by each that requires what it provides', () => {
    const [answer] = ask('alloc-tlsf');

    expect(answer?.kind === 'library' && answer.chains).toEqual([
      [
        { name: 'shop' },
        { name: 'lwip', by: { kind: 'dependency', package: '@unicore/lib-lwip' } },
        { name: 'alloc-tlsf', by: { kind: 'requires', contract: 'malloc' } },
      ],
      [
        { name: 'shop' },
        { name: 'lwip', by: { kind: 'dependency', package: '@unicore/lib-lwip' } },
        { name: 'virtio-net', by: { kind: 'requires', contract: 'netdev' } },
        { name: 'alloc-tlsf', by: { kind: 'requires', contract: 'malloc' } },
      ],
    ]);
    expect(ask('tap-net')).toMatchObject([{ chains: [] }]);
  });

  it('tells that a library is installed but not in the image', () => {
    expect(ask('@unicore/lib-tap-net')).toMatchObject([{ inImage: false, chain: [], subject: 'tap-net' }]);
  });

  it('tells who provides a contract, and each who requires it', () => {
    expect(ask('malloc')).toMatchObject([
      {
        kind: 'contract',
        providers: ['alloc-tlsf'],
        requiredBy: [
          [{ name: 'shop' }, { name: 'lwip' }],
          [{ name: 'shop' }, { name: 'lwip' }, { name: 'virtio-net' }],
        ],
      },
    ]);
  });

  it('tells where the value of an option comes from, by either of its names', () => {
    expect(ask('lwip.ipv6')).toMatchObject([
      { kind: 'option', subject: 'lwip.ipv6', value: false, origin: { kind: 'user' } },
    ]);
    expect(ask('CONFIG_LWIP_TCP_SND_BUF')).toMatchObject([
      { kind: 'option', subject: 'lwip.tcpSndBuf', value: 8192, origin: { kind: 'default' } },
    ]);
  });

  it('answers for each target', () => {
    const answers = ask('netdev', [target, { platform: 'linuxu', architecture: 'x86_64' }]);

    expect(answers.map((one) => one.kind === 'contract' && one.providers)).toEqual([
      ['virtio-net'],
      ['tap-net'],
    ]);
  });
});
