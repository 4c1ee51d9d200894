import { bool, defineLibrary, int } from '@unicore/descriptor';
import upstream from './upstream.json';

export default defineLibrary({
  name: 'ext4',
  pool: 'main',
  side: 'system',
  summary: "The file system ext4 on any disk, with Linux' format and journal",
  provides: { fs: '1.0' },
  requires: { arch: '1.0', blkdev: '1.0', boot: '1.0', malloc: '1.0', sched: '1.0' },
  defaults: { boot: 'boot', malloc: 'alloc-tlsf', sched: 'sched-coop' },
  options: {
    cache: int({
      prompt: 'Cache of a mounted file system, in KiB',
      help: 'Blocks of files and metadata. It is taken as it is needed, and given back when the file system is unmounted. Half of it may hold data that were not written out yet.',
      default: 8192,
      range: [512, 4194304],
    }),
    chunks: bool({
      prompt: 'Take blocks of the cache sixteen at a time',
      help: 'Without it each comes from malloc alone, which then sees each misuse of one.',
      default: true,
    }),
  },
  sources: [
    'src/*.c',
    'vendor/lib/ext2fs/{blknum,bmap,closefs,csum,dirhash,extent,i_block,ind_block,openfs,swapfs}.c',
  ],
  includes: { private: ['src', 'port', 'vendor/lib/ext2fs'] },
  cflags: [
    '-Wno-cast-qual',
    '-Wno-conversion',
    '-Wno-missing-prototypes',
    '-Wno-pointer-arith',
    '-Wno-shadow',
    '-Wno-sign-compare',
    '-Wno-undef',
    '-Wno-unused-parameter',
  ],
  upstream,
});
