import { defineLibrary } from '@unicore/descriptor';

export default defineLibrary({
  name: 'hosted-xen',
  pool: 'plat',
  side: 'system',
  summary: 'Event channels, grants and xenstore in memory, for C tests of drivers of Xen guests',
  platforms: ['hosted'],
  provides: { xen: '1.0' },
  requires: { plat: '1.0' },
  sources: ['src/*.c'],
  includes: { public: ['include'], private: ['src'] },
});
