import { defineLibrary } from '@unicore/descriptor';

export default defineLibrary({
  name: 'syscall',
  pool: 'main',
  side: 'system',
  summary: 'System calls that an image lacks: named once with their caller, listed at exit',
  provides: { syscall: '1.0' },
  requires: { boot: '1.0', plat: '1.0' },
  defaults: { boot: 'boot' },
  sources: ['src/missing.c'],
  stubs: [{ prefix: 'uc_sys_', source: 'src/stubs.c' }],
});
