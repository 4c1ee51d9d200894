import { bool, defineLibrary } from '@unicore/descriptor';

export default defineLibrary({
  name: 'e1000',
  pool: 'main',
  side: 'system',
  summary: "Driver of Intel's gigabit Ethernet: 82540EM, 82574L and their kin, with checksum offload",
  provides: { netdev: '1.0' },
  requires: { arch: '1.0', boot: '1.0', malloc: '1.0', pages: '1.0', pci: '1.0', plat: '1.0' },
  defaults: { boot: 'boot', malloc: 'alloc-tlsf', pages: 'alloc-buddy', pci: 'pci' },
  options: {
    checksumOffload: bool({
      prompt: 'Leave checksums to the device',
      help: 'Saves the CPU half of the work of a small segment; without it every byte is summed in software.',
      default: true,
    }),
  },
  sources: ['src/*.c'],
  includes: { private: ['src'] },
});
