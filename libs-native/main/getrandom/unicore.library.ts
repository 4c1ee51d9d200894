import { defineLibrary } from '@unicore/descriptor';

export default defineLibrary({
  name: 'getrandom',
  pool: 'main',
  side: 'system',
  summary: 'The system call getrandom, from contract entropy',
  provides: { getrandom: '1.0' },
  requires: { entropy: '1.0' },
  defaults: { entropy: 'entropy' },
  sources: ['src/getrandom.c'],
});
