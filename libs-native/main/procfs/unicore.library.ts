import { defineLibrary, string, when } from '@unicore/descriptor';

export default defineLibrary({
  name: 'procfs',
  pool: 'main',
  side: 'system',
  summary: 'What programs look up in /proc: of themselves, of memory, of the system',
  provides: { fs: '1.0' },
  requires: { boot: '1.0', malloc: '1.0', pages: '1.0', plat: '1.0', vfs: '1.0' },
  defaults: { boot: 'boot', malloc: 'alloc-tlsf', pages: 'alloc-buddy', vfs: 'vfs' },
  linkerSets: ['procfs_entry'],
  options: {
    path: string({
      prompt: 'Where it is mounted at start',
      help: 'Unless the command line mounts something else there. Empty: nowhere, but where the command line says so.',
      default: '/proc',
    }),
    exe: string({
      prompt: 'What self/exe leads to',
      help: 'The image holds no file of the program. Programs that look for files beside their own want the path that it would have. Empty: there is no self/exe.',
      default: '',
    }),
  },
  sources: [
    'src/*.c',
    'src/arch/*/*.c',
    when("exe != ''", 'src/exe/*.c'),
    when('contract.entropy', 'src/entropy/*.c'),
    when('contract.posix-fd && contract.posix-file', 'src/fd/*.c'),
    when('contract.posix-process', 'src/process/*.c'),
    when('contract.posix-sysinfo', 'src/sysinfo/*.c'),
    when('contract.posix-user', 'src/user/*.c'),
  ],
  includes: { private: ['src'] },
});
