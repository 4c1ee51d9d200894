import { defineLibrary } from '@unicore/descriptor';

export default defineLibrary({
  name: 'tinyplat',
  pool: 'plat',
  side: 'system',
  summary: 'The smallest platform linuxu: a process that prints and ends',
  platforms: ['linuxu'],
  archs: ['x86_64'],
  provides: { plat: '1.0', arch: '1.0', boot: '1.0' },
  sources: ['src/*.c'],
  exports: ['_start', 'main', '__stack_chk_guard', '__stack_chk_fail'],
  link: { scripts: { x86_64: 'link/x86_64.ld' } },
});
