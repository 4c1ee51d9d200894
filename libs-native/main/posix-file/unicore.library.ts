import { bool, defineLibrary, when } from '@unicore/descriptor';

export default defineLibrary({
  name: 'posix-file',
  pool: 'main',
  side: 'process',
  summary: 'System calls on files and directories: those of contract vfs, behind descriptors',
  provides: { 'posix-file': '1.0' },
  requires: { arch: '1.0', malloc: '1.0', 'posix-fd': '1.0', vfs: '1.0' },
  defaults: { malloc: 'alloc-tlsf', 'posix-fd': 'posix-fd', vfs: 'vfs' },
  options: {
    maps: bool({
      help: 'Buffers may be mappings of files: their pages are there before a file system is locked.',
      default: [{ value: true, when: 'contract.aspace' }, { value: false }],
    }),
  },
  sources: ['src/*.c'],
  includes: { private: [when("arch = 'x86_64'", 'src/arch/x86_64'), 'src'] },
});
