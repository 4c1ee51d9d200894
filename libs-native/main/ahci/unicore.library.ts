import { defineLibrary, int } from '@unicore/descriptor';

export default defineLibrary({
  name: 'ahci',
  pool: 'main',
  side: 'system',
  summary:
    'Driver of SATA disks behind AHCI controllers: queued commands, flush, trim, recovery of each port',
  provides: { blkdev: '1.0' },
  requires: { arch: '1.0', boot: '1.0', malloc: '1.0', pci: '1.0', plat: '1.0', sched: '1.0' },
  defaults: { boot: 'boot', malloc: 'alloc-tlsf', pci: 'pci', sched: 'sched-coop' },
  options: {
    queueSize: int({
      prompt: 'Commands that a disk works on at once',
      help: 'At most what disk and controller offer; disks without NCQ take one. Each takes 2.1 KiB of memory.',
      default: 32,
      range: [1, 32],
    }),
    timeoutMs: int({
      prompt: 'Milliseconds after which a command counts as lost',
      help: 'Then the port is reset. A disk that has been asleep may take ten seconds to spin up.',
      default: 30_000,
      range: [100, 600_000],
    }),
  },
  sources: ['src/*.c'],
  includes: { private: ['src'] },
});
