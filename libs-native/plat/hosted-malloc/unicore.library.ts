import { defineLibrary } from '@unicore/descriptor';

export default defineLibrary({
  name: 'hosted-malloc',
  pool: 'plat',
  side: 'system',
  summary: "The host's malloc for C tests, so that sanitizers see every misuse of the heap",
  platforms: ['hosted'],
  provides: { malloc: '1.0' },
  sources: ['src/malloc.c'],
  includes: { public: ['include'] },
});
