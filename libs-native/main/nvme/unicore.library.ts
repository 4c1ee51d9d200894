import { defineLibrary, int } from '@unicore/descriptor';

export default defineLibrary({
  name: 'nvme',
  pool: 'main',
  side: 'system',
  summary: 'Driver of NVM Express disks: batches, flush, deallocate, write zeroes, abort and reset',
  provides: { blkdev: '1.0' },
  requires: { arch: '1.0', boot: '1.0', malloc: '1.0', pci: '1.0', plat: '1.0', sched: '1.0' },
  defaults: { boot: 'boot', malloc: 'alloc-tlsf', pci: 'pci', sched: 'sched-coop' },
  options: {
    queueSize: int({
      prompt: 'Entries of the queue',
      help: 'At most what the device offers. One less is in flight at once; each takes 0.6 KiB of memory.',
      default: 64,
      range: [2, 64],
    }),
    timeoutMs: int({
      prompt: 'Milliseconds after which a command counts as lost',
      help: 'Then it is aborted; if that does not help as long again, the controller is reset. Slow disks under load take seconds.',
      default: 30_000,
      range: [100, 600_000],
    }),
  },
  sources: ['src/*.c'],
  includes: { private: ['src'] },
});
