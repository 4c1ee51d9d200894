import type { Library } from '@unicore/descriptor';

/** A library without what every fixture would say alike. */
export type LibraryContent = Partial<Library> & Pick<Library, 'name'>;

export interface PackageContent {
  /** Default: the last parts of its path. */
  readonly name?: string;
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly preferUnplugged?: boolean;
  readonly library: LibraryContent;
}

/** A pool in small, with the shape of the real one: what fixtures install by the word "pool". */
export const smallPool: Readonly<Record<string, PackageContent>> = {
  '@unicore/lib-api': library([], {
    name: 'api',
    contracts: {
      arch: { version: '1.0', providers: 'one', summary: 'instruction set' },
      plat: { version: '1.0', providers: 'one', summary: 'platform' },
      malloc: { version: '1.1', providers: 'one', summary: 'memory' },
      netstack: { version: '1.0', providers: 'one', summary: 'sockets' },
      netdev: { version: '1.0', providers: 'many', summary: 'network devices' },
    },
    includes: { public: ['include'] },
    linkerSets: ['init'],
  }),
  '@unicore/lib-x86_64arch': library(['api'], {
    name: 'x86_64arch',
    pool: 'arch',
    archs: ['x86_64'],
    provides: { arch: '1.0' },
    sources: [{ files: ['src/entry.S', 'src/switch.S'] }],
  }),
  '@unicore/lib-arm64arch': library(['api'], {
    name: 'arm64arch',
    pool: 'arch',
    archs: ['arm64'],
    provides: { arch: '1.0' },
  }),
  '@unicore/lib-kvmplat': library(['api', 'x86_64arch', 'virtio-net'], {
    name: 'kvmplat',
    pool: 'plat',
    platforms: ['kvm'],
    archs: ['x86_64'],
    provides: { plat: '1.0' },
    requires: { arch: '1.0' },
    defaults: { netdev: 'virtio-net' },
    link: { scripts: { x86_64: 'link/x86_64.ld' } },
    sources: [{ files: ['src/serial.c'] }],
  }),
  '@unicore/lib-linuxuplat': library(['api', 'x86_64arch', 'tap-net'], {
    name: 'linuxuplat',
    pool: 'plat',
    platforms: ['linuxu'],
    archs: ['x86_64'],
    provides: { plat: '1.0' },
    requires: { arch: '1.0' },
    defaults: { netdev: 'tap-net' },
    link: { scripts: { x86_64: 'link/x86_64.ld' } },
  }),
  '@unicore/lib-virtio-net': library(['api'], {
    name: 'virtio-net',
    platforms: ['kvm'],
    summary: 'Network devices of QEMU, by virtio',
    provides: { netdev: '1.0' },
    requires: { malloc: '1.0' },
    linkerSets: ['virtio_driver'],
  }),
  '@unicore/lib-tap-net': library(['api'], {
    name: 'tap-net',
    platforms: ['linuxu'],
    summary: 'A tap device of Linux',
    provides: { netdev: '1.0' },
  }),
  '@unicore/lib-alloc-tlsf': library(['api'], {
    name: 'alloc-tlsf',
    summary: 'Memory of any size, in bounded time',
    provides: { malloc: '1.1' },
    sources: [{ files: ['src/tlsf.c'] }],
  }),
  '@unicore/lib-alloc-bump': library(['api'], {
    name: 'alloc-bump',
    summary: 'Memory that is never given back',
    provides: { malloc: '1.0' },
  }),
  '@unicore/lib-lwip': library(['api', 'alloc-tlsf'], {
    name: 'lwip',
    summary: 'TCP/IP stack',
    provides: { netstack: '1.0' },
    requires: { malloc: '1.0', netdev: '1.0' },
    defaults: { malloc: 'alloc-tlsf' },
    options: {
      ipv6: { type: 'bool', prompt: 'IPv6', default: true },
      tcpSndBuf: { type: 'int', prompt: 'Send buffer, in bytes', default: 8192, range: [1024, 65_535] },
    },
    includes: { public: ['include'], private: ['src'] },
    sources: [{ files: ['src/glue.c', 'vendor/tcp.c'] }, { when: 'ipv6', files: ['vendor/ip6.c'] }],
  }),
};

function library(dependencies: readonly string[], content: LibraryContent): PackageContent {
  return {
    version: '1.0.0',
    dependencies: Object.fromEntries(dependencies.map((name) => [`@unicore/lib-${name}`, '^1.0.0'])),
    library: content,
  };
}
