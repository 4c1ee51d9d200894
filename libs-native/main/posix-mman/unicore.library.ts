import { defineLibrary, when } from '@unicore/descriptor';

export default defineLibrary({
  name: 'posix-mman',
  pool: 'main',
  side: 'process',
  summary: 'System calls on memory: mappings on contract pages, anonymous or of what is in a file',
  provides: { 'posix-mman': '1.0' },
  requires: { arch: '1.0', malloc: '1.0', pages: '1.0', plat: '1.0' },
  defaults: { malloc: 'alloc-tlsf', pages: 'alloc-buddy' },
  sources: [
    'src/*.c',
    when('contract.posix-file', 'src/files/map_file.c'),
    when('!contract.posix-file', 'src/no_files/map_file.c'),
  ],
  includes: { private: ['src'] },
});
