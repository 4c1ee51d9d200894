import { bool, defineLibrary, when } from '@unicore/descriptor';

export default defineLibrary({
  name: 'ramfs',
  pool: 'main',
  side: 'system',
  summary: 'Files in memory, which begin as those of the initial ramdisk where there is one',
  provides: { fs: '1.0' },
  requires: { malloc: '1.0', pages: '1.0', plat: '1.0' },
  defaults: { malloc: 'alloc-tlsf', pages: 'alloc-buddy' },
  options: {
    seeded: bool({
      help: 'The hashes of names get their key from contract `entropy`, otherwise from clocks.',
      default: [{ value: true, when: 'contract.entropy' }, { value: false }],
    }),
  },
  sources: [
    'src/{contents,directory,extent,hash,naming,options,ramfs,space}.c',
    when('lib.initrd', 'src/fill.c'),
    when('!lib.initrd', 'src/fill_nothing.c'),
  ],
  includes: { private: ['src'] },
});
