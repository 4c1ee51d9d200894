import { bool, defineLibrary, int } from '@unicore/descriptor';

export default defineLibrary({
  name: 'virtio-net',
  pool: 'main',
  side: 'system',
  summary: 'Driver of virtio network devices: checksum offload, mergeable buffers, event index',
  provides: { netdev: '1.0' },
  requires: { arch: '1.0', boot: '1.0', malloc: '1.0', plat: '1.0', virtio: '1.0', 'virtio-ring': '1.0' },
  defaults: { boot: 'boot', malloc: 'alloc-tlsf', 'virtio-ring': 'virtio-ring' },
  options: {
    queueSize: int({
      prompt: 'Entries of each queue',
      help: 'A power of two, rounded down to what the device offers. Each queue of 128 takes one page; fewer stall under bursts.',
      default: 128,
      range: [64, 1024],
    }),
    checksumOffload: bool({
      prompt: 'Leave checksums to the device',
      help: 'Saves the CPU half of the work of a small segment; without it every byte is summed in software.',
      default: true,
    }),
  },
  sources: ['src/*.c'],
  includes: { private: ['src'] },
});
