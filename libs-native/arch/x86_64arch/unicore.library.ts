import { defineLibrary } from '@unicore/descriptor';

export default defineLibrary({
  name: 'x86_64arch',
  pool: 'arch',
  side: 'system',
  summary:
    'The x86-64 instruction set: context switch, memcpy family, trap frames, page and descriptor tables',
  archs: ['x86_64'],
  provides: { arch: '1.0' },
  sources: ['src/*.c', 'src/*.S'],
  includes: { public: ['include'], private: ['src'] },
  exports: ['memcpy', 'memmove', 'memset', 'memcmp'],
});
