import { defineLibrary } from '@unicore/descriptor';

export default defineLibrary({
  name: 'virtio-pci',
  pool: 'main',
  side: 'system',
  summary: 'virtio devices on PCI, modern ones: contract virtio over any contract pci',
  provides: { virtio: '1.0' },
  requires: { arch: '1.0', boot: '1.0', malloc: '1.0', pci: '1.0', plat: '1.0' },
  defaults: { boot: 'boot', malloc: 'alloc-tlsf', pci: 'pci' },
  sources: ['src/*.c'],
  includes: { private: ['src'] },
});
