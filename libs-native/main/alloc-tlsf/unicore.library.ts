import { bool, defineLibrary } from '@unicore/descriptor';

export default defineLibrary({
  name: 'alloc-tlsf',
  pool: 'main',
  side: 'system',
  summary: 'Memory of any size in bounded time: two-level segregated fit',
  provides: { malloc: '1.0' },
  requires: { pages: '1.0', boot: '1.0' },
  defaults: { pages: 'alloc-buddy', boot: 'boot' },
  options: {
    check: bool({
      prompt: 'Check the headers of a block and its neighbours at each free',
      help: 'Finds most overruns when the block is freed, for some ten instructions. Double frees and broken lists of free blocks are found without it.',
      default: [{ value: true, when: "profile = 'debug'" }, { value: false }],
    }),
    quick: bool({
      prompt: 'Keep a few freed small blocks for the next of their size',
      help: 'A malloc and a free of up to 232 bytes cost some 40 instructions together instead of 150. Costs about 1 KB of image, and keeps up to 15 KB that are free. On 64-bit architectures.',
      default: [{ value: true, when: "profile = 'speed'" }, { value: false }],
    }),
  },
  sources: ['src/*.c'],
});
