import { defineLibrary, string } from '@unicore/descriptor';

export default defineLibrary({
  name: 'strace',
  pool: 'main',
  side: 'system',
  summary: 'Prints the system calls of a program as strace(1) does, with their callers',
  requires: { boot: '1.0', plat: '1.0' },
  defaults: { boot: 'boot' },
  options: {
    calls: string({
      prompt: 'Calls that are printed where the command line has no strace.calls',
      help: 'Names with commas between them, or "all". Empty prints none: all calls then cost a comparison.',
      default: 'all',
    }),
  },
  sources: ['src/call.c', 'src/errno.c', 'src/flags.c', 'src/format.c', 'src/signatures.c'],
  includes: { private: ['src'] },
  wraps: [{ prefix: 'uc_sys_', as: 'uc_strace_sys_', source: 'src/wraps.c' }],
});
