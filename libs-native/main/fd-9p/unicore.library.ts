import { defineLibrary } from '@unicore/descriptor';

export default defineLibrary({
  name: 'fd-9p',
  pool: 'main',
  side: 'system',
  summary: 'Folders of the host on platform linuxu: 9P over descriptors that the process was started with',
  platforms: ['linuxu'],
  requires: { boot: '1.0', linux: '1.0', p9: '1.0', plat: '1.0', sched: '1.0' },
  defaults: { boot: 'boot', p9: 'p9fs', sched: 'sched-coop' },
  sources: ['src/*.c'],
});
