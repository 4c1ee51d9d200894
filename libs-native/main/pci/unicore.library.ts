import { defineLibrary } from '@unicore/descriptor';

export default defineLibrary({
  name: 'pci',
  pool: 'main',
  side: 'system',
  summary:
    'PCI and PCI Express: finds devices, places their registers, routes their interrupts, offers them to drivers',
  provides: { pci: '1.0' },
  requires: { arch: '1.0', boot: '1.0', malloc: '1.0', pcihost: '1.0' },
  defaults: { boot: 'boot', malloc: 'alloc-tlsf' },
  sources: ['src/*.c'],
  includes: { private: ['src'] },
});
