import { bool, defineLibrary, int } from '@unicore/descriptor';

export default defineLibrary({
  name: 'boot',
  pool: 'main',
  side: 'system',
  summary: "From the platform's entry to main() and back: command line, init steps, console, panic",
  provides: { boot: '1.0' },
  requires: { arch: '1.0', plat: '1.0' },
  options: {
    argsMax: int({
      prompt: 'Most arguments that main() may get',
      help: 'Each costs a pointer on the stack of the first thread. More of them on the command line end the image with a message.',
      default: 64,
      range: [1, 4096],
    }),
    network: bool({
      help: 'What programs have sent leaves before the end.',
      default: [{ value: true, when: 'contract.netstack' }, { value: false }],
    }),
    threads: bool({
      help: 'Two threads may come to the end.',
      default: [{ value: true, when: 'contract.sched' }, { value: false }],
    }),
    files: bool({
      help: 'File systems are written out and unmounted at the end.',
      default: [{ value: true, when: 'contract.vfs' }, { value: false }],
    }),
  },
  sources: ['src/*.c'],
  includes: { private: ['src'] },
  // Compilers emit references to both for -fstack-protector.
  exports: ['__stack_chk_guard', '__stack_chk_fail'],
});
