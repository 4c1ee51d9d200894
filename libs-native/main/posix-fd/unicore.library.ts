import { bool, defineLibrary, int, when } from '@unicore/descriptor';

export default defineLibrary({
  name: 'posix-fd',
  pool: 'main',
  side: 'process',
  summary: 'Descriptors: the table, read, write, dup, fcntl, and the console behind 0, 1 and 2',
  provides: { 'posix-fd': '1.0' },
  requires: { boot: '1.0', malloc: '1.0', plat: '1.0', 'posix-time': '1.0' },
  defaults: { boot: 'boot', malloc: 'alloc-tlsf', 'posix-time': 'posix-time' },
  options: {
    files: bool({
      help: 'Commands of fcntl that are about files go to contract `posix-file`.',
      default: [{ value: true, when: 'contract.posix-file' }, { value: false }],
    }),
    max: int({
      prompt: 'Descriptors at once',
      help: 'An upper limit, RLIMIT_NOFILE: memory is taken as numbers are used.',
      default: 1024,
      range: [3, 1_048_576],
    }),
  },
  sources: [
    'src/*.c',
    when('!contract.vfs', 'src/no_files/*.c'),
    when('contract.sched', 'src/threads/wait.c'),
    when('!contract.sched', 'src/alone/wait.c'),
    when('contract.posix-thread', 'src/sleep/posix_thread.c'),
    when('contract.sched && !contract.posix-thread', 'src/sleep/sched.c'),
  ],
  includes: { private: ['src'] },
});
