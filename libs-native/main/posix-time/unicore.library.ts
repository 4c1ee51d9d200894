import { defineLibrary, when } from '@unicore/descriptor';

export default defineLibrary({
  name: 'posix-time',
  pool: 'main',
  side: 'system',
  summary: 'System calls on clocks, and sleeping',
  provides: { 'posix-time': '1.0' },
  requires: { plat: '1.0' },
  sources: [
    'src/clock.c',
    'src/sleep.c',
    when('contract.posix-thread', 'src/sleep_posix.c'),
    when('contract.sched && !contract.posix-thread', 'src/sleep_thread.c'),
    when('!contract.sched', 'src/sleep_alone.c'),
  ],
  includes: { private: ['src'] },
});
