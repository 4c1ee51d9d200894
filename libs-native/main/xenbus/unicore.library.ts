import { defineLibrary } from '@unicore/descriptor';

export default defineLibrary({
  name: 'xenbus',
  pool: 'main',
  side: 'system',
  summary: 'Xenstore, and the devices that Xen describes in it',
  provides: { xenbus: '1.0' },
  requires: { arch: '1.0', boot: '1.0', malloc: '1.0', plat: '1.0', sched: '1.0', xen: '1.0' },
  defaults: { boot: 'boot', malloc: 'alloc-tlsf', sched: 'sched-coop' },
  sources: ['src/*.c'],
  includes: { private: ['src'] },
});
