import { defineLibrary } from '@unicore/descriptor';

export default defineLibrary({
  name: 'initrd',
  pool: 'main',
  side: 'system',
  summary: 'Files of the initial ramdisk (cpio), read where they lie',
  requires: { plat: '1.0' },
  sources: ['src/*.c'],
  includes: { public: ['include'], private: ['src'] },
});
