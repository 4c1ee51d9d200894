import { defineLibrary } from '@unicore/descriptor';

export default defineLibrary({
  name: 'posix-thread',
  pool: 'main',
  side: 'process',
  summary: 'System calls on threads and futexes, over any scheduler',
  provides: { 'posix-thread': '1.0' },
  requires: { malloc: '1.0', plat: '1.0', 'posix-mman': '1.0', sched: '1.0' },
  defaults: { malloc: 'alloc-tlsf', 'posix-mman': 'posix-mman', sched: 'sched-coop' },
  sources: ['src/*.c'],
  includes: { private: ['src'] },
});
