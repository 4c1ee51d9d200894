import { defineLibrary } from '@unicore/descriptor';

export default defineLibrary({
  name: 'posix-mman',
  pool: 'main',
  side: 'process',
  summary: 'System calls on memory: anonymous mappings on contract pages',
  provides: { 'posix-mman': '1.0' },
  requires: { arch: '1.0', malloc: '1.0', pages: '1.0', plat: '1.0' },
  defaults: { malloc: 'alloc-tlsf', pages: 'alloc-buddy' },
  sources: ['src/*.c'],
  includes: { private: ['src'] },
});
