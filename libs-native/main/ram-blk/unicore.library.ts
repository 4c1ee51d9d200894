import { defineLibrary } from '@unicore/descriptor';

export default defineLibrary({
  name: 'ram-blk',
  pool: 'main',
  side: 'system',
  summary: 'Disks in memory, with power cuts and failures for tests of file systems',
  provides: { blkdev: '1.0' },
  requires: { boot: '1.0', malloc: '1.0', sched: '1.0' },
  defaults: { boot: 'boot', malloc: 'alloc-tlsf', sched: 'sched-coop' },
  sources: ['src/*.c'],
  includes: { public: ['include'], private: ['src'] },
});
