import { bool, defineLibrary } from '@unicore/descriptor';

export default defineLibrary({
  name: 'alloc-buddy',
  pool: 'main',
  side: 'system',
  summary: 'Page allocator: binary buddies over all regions of the platform',
  provides: { pages: '1.0' },
  requires: { plat: '1.0', boot: '1.0' },
  defaults: { boot: 'boot' },
  options: {
    check: bool({
      prompt: 'Check every page that is freed',
      help: 'Finds each page freed twice, also inside a bigger free block, at the cost of one load for each page of the run. Without it only the first page is looked at.',
      default: [{ value: true, when: "profile = 'debug'" }, { value: false }],
    }),
  },
  sources: ['src/*.c'],
});
