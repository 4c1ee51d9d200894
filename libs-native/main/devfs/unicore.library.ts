import { bool, defineLibrary, string, when } from '@unicore/descriptor';

export default defineLibrary({
  name: 'devfs',
  pool: 'main',
  side: 'system',
  summary: 'Device files: /dev/null, zero, full, urandom, tty, stdin, stdout, fd',
  provides: { fs: '1.0' },
  requires: {
    boot: '1.0',
    entropy: { version: '1.0', when: 'devfs.random' },
    malloc: '1.0',
    plat: '1.0',
    vfs: '1.0',
  },
  defaults: { boot: 'boot', entropy: 'entropy', malloc: 'alloc-tlsf', vfs: 'vfs' },
  linkerSets: ['devfs_entry'],
  options: {
    path: string({
      prompt: 'Where it is mounted at start',
      help: 'Unless the command line mounts something else there. Empty: nowhere, but where the command line says so.',
      default: '/dev',
    }),
    random: bool({
      prompt: 'Have random and urandom',
      help: 'They take their bytes from contract `entropy`, which is in the image therefore.',
      default: true,
    }),
    files: bool({
      help: 'What a descriptor that is a file says of itself comes from contract `posix-file`.',
      default: [{ value: true, when: 'contract.posix-file' }, { value: false }],
    }),
  },
  sources: [
    'src/*.c',
    when('random', 'src/random/*.c'),
    when('contract.posix-fd', 'src/fd/*.c'),
    when('!contract.posix-fd', 'src/alone/console.c'),
    when('!contract.posix-fd && contract.sched', 'src/alone/wait_thread.c'),
    when('!contract.posix-fd && !contract.sched', 'src/alone/wait.c'),
  ],
  includes: { private: ['src'] },
});
