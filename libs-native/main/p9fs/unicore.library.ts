import { defineLibrary, int } from '@unicore/descriptor';

export default defineLibrary({
  name: 'p9fs',
  pool: 'main',
  side: 'system',
  summary: 'The file system 9P2000.L: folders of a server, over any transport',
  contracts: {
    p9: { version: '1.0', providers: 'one', summary: 'Ways to servers of 9P' },
  },
  provides: { fs: '1.0', p9: '1.0' },
  requires: { boot: '1.0', malloc: '1.0', sched: '1.0', vfs: '1.0' },
  defaults: { boot: 'boot', malloc: 'alloc-tlsf', sched: 'sched-coop', vfs: 'vfs' },
  options: {
    msize: int({
      prompt: 'Longest message, in bytes',
      help: 'What one request reads or writes, and a little more. A mount takes twice as much memory.',
      default: 65_536,
      range: [8_192, 1_048_576],
    }),
  },
  sources: ['src/*.c'],
  includes: { public: ['include'], private: ['src'] },
});
