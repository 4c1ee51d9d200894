import { defineLibrary } from '@unicore/descriptor';

export default defineLibrary({
  name: 'posix-sysinfo',
  pool: 'main',
  side: 'system',
  summary: 'System calls that tell of the system: uname, sysinfo, getcpu',
  provides: { 'posix-sysinfo': '1.0' },
  requires: { pages: '1.0', plat: '1.0' },
  defaults: { pages: 'alloc-buddy' },
  sources: ['src/*.c', 'src/arch/*/*.c'],
  includes: { private: ['src'] },
});
