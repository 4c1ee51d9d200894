import { bool, defineLibrary, int } from '@unicore/descriptor';

export default defineLibrary({
  name: 'netfront',
  pool: 'main',
  side: 'system',
  summary: 'Network device of Xen guests: scatter-gather, checksum and segmentation offload, reconnection',
  platforms: ['xen'],
  provides: { netdev: '1.0' },
  requires: { arch: '1.0', boot: '1.0', malloc: '1.0', pages: '1.0', plat: '1.0', xen: '1.0', xenbus: '1.0' },
  defaults: { boot: 'boot', malloc: 'alloc-tlsf', pages: 'alloc-buddy', xenbus: 'xenbus' },
  options: {
    gsoReceive: bool({
      prompt: 'Receive joined TCP segments',
      help: 'The other end hands over up to 64 KiB at once instead of segment after segment.',
      default: true,
    }),
    queues: int({
      prompt: 'Queues of a device, at most',
      help: 'Pairs of rings, each served by a thread of the other end: more frames in flight, and more CPUs of that domain at work, for about 100 KB of memory each. One is best while that domain has one CPU.',
      default: 1,
      range: [1, 16],
    }),
  },
  sources: ['src/*.c'],
  includes: { private: ['src'] },
});
