import { defineLibrary } from '@unicore/descriptor';

export default defineLibrary({
  name: 'alloc-bump',
  pool: 'main',
  side: 'system',
  summary: 'Page allocator for the smallest images: never reuses memory but the last pages',
  provides: { pages: '1.0' },
  requires: { plat: '1.0', boot: '1.0' },
  defaults: { boot: 'boot' },
  sources: ['src/*.c'],
});
