import { defineLibrary } from '@unicore/descriptor';

export default defineLibrary({
  name: 'posix-poll',
  pool: 'main',
  side: 'process',
  summary: 'poll, select, epoll and timerfd, at the cost of what is ready',
  provides: { 'posix-poll': '1.0' },
  requires: { malloc: '1.0', plat: '1.0', 'posix-fd': '1.0', 'posix-signal': '1.0', sched: '1.0' },
  defaults: {
    malloc: 'alloc-tlsf',
    'posix-fd': 'posix-fd',
    'posix-signal': 'posix-signal',
    sched: 'sched-coop',
  },
  sources: ['src/*.c', 'src/arch/*/*.c'],
  includes: { private: ['src'] },
});
