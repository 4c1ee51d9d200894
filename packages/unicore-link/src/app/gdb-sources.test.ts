import type { Plan } from '@unicore/resolve';
import { expect, it } from 'vitest';
import { gdbSources } from './gdb-sources.ts';

it('maps each package and the application to its folder, in words that gdb takes as one', () => {
  const target = {
    libraries: [
      { package: '@unicore/lib-libc', folder: '/home/me/node_modules/@unicore/lib-libc' },
      { package: 'far', folder: '/home/me/\u{1F680}' },
      { package: 'evil', folder: '/home/me/a\nshell rm' },
      { package: 'my-app', folder: "/home/me/it's mine" },
    ],
  } as unknown as Plan['targets'][number];
  const plan = { app: { name: 'my-app', folder: "/home/me/it's mine" } } as unknown as Plan;

  expect(gdbSources(plan, target)).toBe(
    'set substitute-path /@unicore/lib-libc /home/me/node_modules/@unicore/lib-libc\n' +
      'set substitute-path /far /home/me/\\\u{1F680}\n' +
      "set substitute-path /my-app /home/me/it\\'s\\ mine\n",
  );
});
