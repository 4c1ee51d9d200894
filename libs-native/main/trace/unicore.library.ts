import { bool, defineLibrary, int } from '@unicore/descriptor';

export default defineLibrary({
  name: 'trace',
  pool: 'main',
  side: 'system',
  summary: 'Tracepoints into a ring in memory, which the host turns into text or a Chrome trace file',
  provides: { trace: '1.0' },
  requires: { boot: '1.0', pages: '1.0', plat: '1.0', sched: '1.0' },
  defaults: { boot: 'boot', pages: 'alloc-buddy', sched: 'sched-coop' },
  options: {
    points: bool({ help: 'Tracepoints are in the image.', default: true, select: ['api.trace'] }),
    on: bool({
      prompt: 'Trace from the start',
      help: 'Parameter trace.on=0 or trace.on=1 of the command line overrides it. While it is off, a tracepoint costs a load and a branch.',
      default: true,
    }),
    kib: int({
      prompt: 'Size of the ring, in KiB',
      help: 'Rounded down to a power of two. A record takes 32 bytes; the newest are kept.',
      default: 256,
      range: [4, 1_048_576],
    }),
  },
  sources: ['src/ring.c'],
  includes: { private: ['src'] },
  wraps: [{ prefix: 'uc_sys_', as: 'uc_trace_sys_', source: 'src/wraps.c' }],
});
