import { defineLibrary } from '@unicore/descriptor';

export default defineLibrary({
  name: 'virtio-9p',
  pool: 'main',
  side: 'system',
  summary: 'Folders of the host: 9P over virtio, as QEMU serves it',
  platforms: ['kvm', 'metal'],
  requires: {
    boot: '1.0',
    malloc: '1.0',
    p9: '1.0',
    plat: '1.0',
    sched: '1.0',
    virtio: '1.0',
    'virtio-ring': '1.0',
  },
  defaults: {
    boot: 'boot',
    malloc: 'alloc-tlsf',
    p9: 'p9fs',
    sched: 'sched-coop',
    'virtio-ring': 'virtio-ring',
  },
  sources: ['src/*.c'],
});
