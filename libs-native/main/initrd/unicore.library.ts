import { defineLibrary, when } from '@unicore/descriptor';

export default defineLibrary({
  name: 'initrd',
  pool: 'main',
  side: 'system',
  summary: 'Files of the initial ramdisk (cpio), read where they lie',
  provides: { fs: '1.0' },
  requires: { plat: '1.0', malloc: { version: '1.0', when: 'contract.vfs' } },
  defaults: { malloc: 'alloc-tlsf' },
  sources: ['src/{cpio,entry,initrd}.c', when('contract.vfs', 'src/{fs,fs_index}.c')],
  includes: { public: ['include'], private: ['src'] },
});
