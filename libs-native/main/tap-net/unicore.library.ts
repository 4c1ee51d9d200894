import { defineLibrary } from '@unicore/descriptor';

export default defineLibrary({
  name: 'tap-net',
  pool: 'main',
  side: 'system',
  summary:
    'Network device of platform linuxu: a tap interface of Linux, with checksum and segmentation offload',
  platforms: ['linuxu'],
  provides: { netdev: '1.0' },
  requires: { boot: '1.0', linux: '1.0', plat: '1.0' },
  defaults: { boot: 'boot' },
  sources: ['src/*.c'],
  includes: { private: ['src'] },
});
