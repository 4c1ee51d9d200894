import { defineLibrary } from '@unicore/descriptor';

export default defineLibrary({
  name: 'file-blk',
  pool: 'main',
  side: 'system',
  summary: 'Disks of platform linuxu: files and block devices of Linux, with flush, discard and write zeroes',
  platforms: ['linuxu'],
  provides: { blkdev: '1.0' },
  requires: { boot: '1.0', linux: '1.0', malloc: '1.0', plat: '1.0', sched: '1.0' },
  defaults: { boot: 'boot', malloc: 'alloc-tlsf', sched: 'sched-coop' },
  sources: ['src/*.c'],
  includes: { private: ['src'] },
});
