import { defineLibrary, int } from '@unicore/descriptor';

export default defineLibrary({
  name: 'virtio-blk',
  pool: 'main',
  side: 'system',
  summary: 'Driver of virtio block devices: batches, event index, flush, discard, write zeroes',
  provides: { blkdev: '1.0' },
  requires: {
    arch: '1.0',
    boot: '1.0',
    malloc: '1.0',
    plat: '1.0',
    sched: '1.0',
    virtio: '1.0',
    'virtio-ring': '1.0',
  },
  defaults: { boot: 'boot', malloc: 'alloc-tlsf', sched: 'sched-coop', 'virtio-ring': 'virtio-ring' },
  options: {
    queueSize: int({
      prompt: 'Entries of the queue',
      help: 'A power of two, rounded down to what the device offers. A request takes three and one more for each piece of its data that is not next to the one before.',
      default: 128,
      range: [64, 1024],
    }),
  },
  sources: ['src/*.c'],
  includes: { private: ['src'] },
});
