import { bool, defineLibrary, when } from '@unicore/descriptor';

export default defineLibrary({
  name: 'posix-mman',
  pool: 'main',
  side: 'process',
  summary: 'System calls on memory: mappings on contract pages, anonymous or of what is in a file',
  provides: { 'posix-mman': '1.0' },
  requires: { arch: '1.0', malloc: '1.0', pages: '1.0', plat: '1.0' },
  defaults: { malloc: 'alloc-tlsf', pages: 'alloc-buddy' },
  options: {
    threads: bool({
      help: 'Several threads use files: each waits for the others.',
      default: [{ value: true, when: 'contract.sched' }, { value: false }],
    }),
  },
  sources: [
    'src/lock/*.c',
    when('!contract.aspace', 'src/*.c'),
    when('!contract.aspace && contract.posix-file', 'src/files/map_file.c'),
    when('!contract.aspace && !contract.posix-file', 'src/no_files/map_file.c'),
    when('contract.aspace', 'src/aspace/*.c'),
    when('contract.aspace && contract.posix-file', 'src/aspace/files/*.c'),
    when('contract.aspace && !contract.posix-file', 'src/aspace/no_files/*.c'),
  ],
  includes: { private: ['src'] },
});
