import { defineLibrary, when } from '@unicore/descriptor';

export default defineLibrary({
  name: 'posix-signal',
  pool: 'main',
  side: 'process',
  summary: 'System calls on signals: handlers, masks, queues, waiting for signals, and timers that send them',
  provides: { 'posix-signal': '1.0' },
  requires: { arch: '1.0', boot: '1.0', malloc: '1.0' },
  defaults: { boot: 'boot', malloc: 'alloc-tlsf' },
  sources: [
    'src/*.c',
    when('contract.posix-fd', 'src/fd/*.c'),
    when('contract.aspace', 'src/faults/*.c'),
    when('contract.posix-thread', 'src/threads/*.c'),
    when('!contract.posix-thread', 'src/alone/*.c'),
  ],
  includes: { private: ['src'] },
});
