import { defineLibrary, when } from '@unicore/descriptor';

export default defineLibrary({
  name: 'posix-process',
  pool: 'main',
  side: 'process',
  summary: 'System calls on processes: one of them, its identity, limits and end',
  provides: { 'posix-process': '1.0' },
  requires: { boot: '1.0', plat: '1.0' },
  defaults: { boot: 'boot' },
  sources: ['src/*.c', when('!contract.posix-thread', 'src/alone/*.c')],
});
