import { defineLibrary, int } from '@unicore/descriptor';

export default defineLibrary({
  name: 'blkfront',
  pool: 'main',
  side: 'system',
  summary: 'Disks of Xen guests: indirect segments, flush, discard, persistent grants, reconnection',
  platforms: ['xen'],
  provides: { blkdev: '1.0' },
  requires: {
    arch: '1.0',
    boot: '1.0',
    malloc: '1.0',
    pages: '1.0',
    plat: '1.0',
    sched: '1.0',
    xen: '1.0',
    xenbus: '1.0',
  },
  defaults: {
    boot: 'boot',
    malloc: 'alloc-tlsf',
    pages: 'alloc-buddy',
    sched: 'sched-coop',
    xenbus: 'xenbus',
  },
  options: {
    segments: int({
      prompt: 'Pages of one request at most',
      help: 'More than 11 need a back end that takes indirect segments; else 11 it is.',
      default: 32,
      range: [11, 256],
    }),
    poolPages: int({
      prompt: 'Pages of memory that all requests in flight share',
      help: 'They stay granted to the other end; data is copied to and from them. More than a request at most takes.',
      default: 128,
      range: [64, 4096],
    }),
  },
  sources: ['src/*.c'],
  includes: { private: ['src'] },
});
