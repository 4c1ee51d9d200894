import { bool, defineLibrary, int } from '@unicore/descriptor';

export default defineLibrary({
  name: 'profile',
  pool: 'main',
  side: 'system',
  summary: 'Samples of call stacks by a timer, which the host turns into a flame graph',
  platforms: ['kvm', 'linuxu', 'metal'],
  requires: { arch: '1.0', boot: '1.0', pages: '1.0', plat: '1.0', sched: '1.0' },
  defaults: { boot: 'boot', pages: 'alloc-buddy', sched: 'sched-coop' },
  options: {
    hz: int({
      prompt: 'Samples a second',
      help: 'One interrupt for each. No round number, so that samples do not keep step with timers of the program. Parameter profile.hz of the command line overrides it; 0 takes none. On linuxu of time that it computes, and no more than ticks of the host, often 250.',
      default: 997,
      range: [0, 10_000],
    }),
    kib: int({
      prompt: 'Memory for call stacks, in KiB',
      help: 'Rounded down to a power of two. A call stack takes 256 bytes, however often it is found; where there are too many, those that were found least are lost.',
      default: 1_024,
      range: [8, 1_048_576],
    }),
    aspace: bool({
      help: 'Pages of stacks may be missing.',
      default: [{ value: true, when: 'contract.aspace' }, { value: false }],
    }),
  },
  sources: ['src/*.c', 'src/arch/*/*.c'],
  includes: { private: ['src'] },
});
