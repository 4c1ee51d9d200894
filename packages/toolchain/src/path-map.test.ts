import { describe, expect, it } from 'vitest';
import { createPathMap } from './path-map.ts';

const map = createPathMap([
  { folder: '/home/me/app', name: '/hello', used: ['src/main.c', 'include'] },
  { folder: '/home/me/app/node_modules/@unicore/lib-api', name: '/@unicore/lib-api', used: ['include'] },
  { folder: '/home/me/app2', name: '/@unicore/lib-two', used: ['src/x.c'] },
]);

describe('createPathMap', () => {
  it('takes the innermost folder, and no folder that only begins alike', () => {
    expect(map.toName('/home/me/app/src/main.c')).toBe('/hello/src/main.c');
    expect(map.toName('/home/me/app/node_modules/@unicore/lib-api/include/uc/set.h')).toBe(
      '/@unicore/lib-api/include/uc/set.h',
    );
    expect(map.toName('/home/me/app2/src/x.c')).toBe('/@unicore/lib-two/src/x.c');
    expect(map.toName('/usr/include/stdint.h')).toBe('/usr/include/stdint.h');
  });

  it('leads back', () => {
    for (const path of ['/home/me/app/src/main.c', '/home/me/app2/src/x.c', '/usr/include/stdint.h']) {
      expect(map.toPath(map.toName(path))).toBe(path);
    }
  });

  it('changes paths inside texts, and leads back', () => {
    const text =
      'In file included from /home/me/app/src/main.c:1:\n/home/me/app2/src/x.c:3: /home/me/application stays';
    const names = map.textToNames(text);

    expect(names).not.toContain('/home/me/app/');
    expect(names).not.toContain('/home/me/app2');
    expect(names).toContain('/home/me/application stays');
    expect(map.textToPaths(names)).toBe(text);
  });

  it('maps a folder that holds another by its parts, for clang and gcc alike', () => {
    expect(map.compilerArgs).toEqual([
      '-ffile-prefix-map=/home/me/app/include=/hello/include',
      '-ffile-prefix-map=/home/me/app/src=/hello/src',
      '-ffile-prefix-map=/home/me/app2=/@unicore/lib-two',
      '-ffile-prefix-map=/home/me/app/node_modules/@unicore/lib-api=/@unicore/lib-api',
    ]);
  });
});
