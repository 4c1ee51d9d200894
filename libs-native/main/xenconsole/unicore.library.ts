import { defineLibrary } from '@unicore/descriptor';

export default defineLibrary({
  name: 'xenconsole',
  pool: 'main',
  side: 'system',
  summary: 'The console that Xen gives each guest: what `xl console` shows',
  platforms: ['xen'],
  provides: { console: '1.0' },
  requires: { arch: '1.0', plat: '1.0', xen: '1.0' },
  sources: ['src/*.c'],
});
