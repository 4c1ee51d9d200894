import { defineLibrary, int } from '@unicore/descriptor';

export default defineLibrary({
  name: 'sched-preempt',
  pool: 'main',
  side: 'system',
  summary: 'Time slices: threads of the application that do not give the CPU up by themselves are made to',
  platforms: ['kvm', 'linuxu', 'metal'],
  archs: ['x86_64'],
  requires: { arch: '1.0', boot: '1.0', plat: '1.0', sched: '1.0' },
  defaults: { boot: 'boot', sched: 'sched-coop' },
  options: {
    sliceMs: int({
      prompt: 'Time slice of a thread, in milliseconds',
      help: 'How long it keeps the CPU at most while it runs code of its own; one interrupt for each. On linuxu of time that it computes, and no shorter than a tick of the host, often 4.',
      default: 10,
      range: [1, 1_000],
    }),
  },
  sources: ['src/*.c', 'src/arch/*/*.{c,S}'],
  includes: { private: ['src'] },
});
