import { defineLibrary, int } from '@unicore/descriptor';

export default defineLibrary({
  name: 'virtio-9p',
  pool: 'main',
  side: 'system',
  summary: 'Folders of the host: the file system 9P2000.L over virtio, as QEMU serves it',
  provides: { fs: '1.0' },
  requires: {
    boot: '1.0',
    malloc: '1.0',
    plat: '1.0',
    sched: '1.0',
    vfs: '1.0',
    virtio: '1.0',
    'virtio-ring': '1.0',
  },
  defaults: {
    boot: 'boot',
    malloc: 'alloc-tlsf',
    sched: 'sched-coop',
    vfs: 'vfs',
    'virtio-ring': 'virtio-ring',
  },
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
