import { bool, defineLibrary, int, string } from '@unicore/descriptor';

export default defineLibrary({
  name: 'vfs',
  pool: 'main',
  side: 'system',
  summary: 'One tree of files: paths, names, permissions, mounts, open files',
  provides: { vfs: '1.0' },
  requires: { boot: '1.0', fs: '1.0', malloc: '1.0', plat: '1.0' },
  defaults: { boot: 'boot', fs: 'ramfs', malloc: 'alloc-tlsf' },
  options: {
    root: string({
      prompt: 'What is mounted at /, as TYPE:SOURCE:/[:OPTIONS]',
      help: 'Unless the command line says it by vfs.mount=. By default files in memory, which begin as those of the initrd; empty is nothing.',
      default: 'ramfs:initrd:/',
    }),
    rootInMemory: bool({
      help: 'The root is that of `ramfs`, which is in the image therefore.',
      default: [{ value: true, when: "root = 'ramfs:initrd:/'" }, { value: false }],
      imply: ['lib.ramfs'],
    }),
    names: int({
      prompt: 'Names kept that nobody uses at the moment',
      help: 'So that they are found without asking the file system, those that are not there as well. Each costs about 120 bytes, and what its file needs in memory.',
      default: 512,
      range: [8, 1_000_000],
    }),
    maps: bool({
      help: 'Files may be mapped and shared: what was stored there is written out first.',
      default: [{ value: true, when: 'contract.aspace' }, { value: false }],
    }),
    threads: bool({
      help: 'Several threads use files: each waits for the others.',
      default: [{ value: true, when: 'contract.sched' }, { value: false }],
    }),
  },
  sources: ['src/*.c'],
  includes: { private: ['src'] },
});
