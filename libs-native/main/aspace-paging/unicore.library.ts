import { defineLibrary } from '@unicore/descriptor';

export default defineLibrary({
  name: 'aspace-paging',
  pool: 'main',
  side: 'system',
  summary: 'Address space of programs: mappings whose pages come when they are touched',
  provides: { aspace: '1.0' },
  requires: { arch: '1.0', malloc: '1.0', pages: '1.0', plat: '1.0' },
  defaults: { malloc: 'alloc-tlsf', pages: 'alloc-buddy' },
  sources: ['src/*.c'],
  includes: { private: ['src'] },
});
