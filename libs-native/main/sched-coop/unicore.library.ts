import { bool, defineLibrary, int, when } from '@unicore/descriptor';

export default defineLibrary({
  name: 'sched-coop',
  pool: 'main',
  side: 'system',
  summary: 'Cooperative scheduler: threads run until they block or yield',
  provides: { sched: '1.0' },
  requires: { pages: '1.0', plat: '1.0', arch: '1.0', boot: '1.0' },
  defaults: { pages: 'alloc-buddy', boot: 'boot' },
  options: {
    stackSize: int({
      prompt: 'Stack of a new thread, in bytes',
      help: 'Rounded up to whole pages. Every thread that asks for no size of its own gets this much.',
      default: 16_384,
      range: [4_096, 1_048_576],
    }),
    stackGuard: bool({
      prompt: 'Put a page that faults below each stack',
      help: 'A stack that overflows ends the image at once instead of overwriting what lies below, for one page of memory each. Where the platform cannot protect a page, it is one more page of stack.',
      default: true,
    }),
    stackCheck: bool({
      prompt: 'Check the end of the stack at each switch',
      help: 'Finds a stack that overflowed, after the fact, where there is no guard page; a load and a comparison for each switch.',
      default: [{ value: true, when: "profile = 'debug'" }, { value: false }],
    }),
    stackCache: int({
      prompt: 'Stacks kept for new threads',
      help: 'A thread that ends leaves its stack of default size to the next one, which then starts without asking for pages. Each costs its memory while nobody uses it.',
      default: 4,
      range: [0, 1_024],
    }),
    foreignStacks: bool({
      help: 'Threads on memory of their creator, as a C library makes them.',
      default: [{ value: true, when: 'contract.posix-thread' }, { value: false }],
    }),
    preempt: bool({
      help: 'Threads of the application are made to yield.',
      default: [{ value: true, when: 'lib.sched-preempt' }, { value: false }],
    }),
    stats: bool({
      prompt: 'Count what the scheduler does',
      help: 'Threads, wakes, time-outs, work, idle time; uc/sched_coop/stats.h tells them. A few instructions at each.',
      default: [{ value: true, when: "profile = 'debug'" }, { value: false }],
    }),
  },
  includes: { public: ['include'] },
  sources: ['src/*.c', when('preempt', 'src/preempt/*.c')],
});
