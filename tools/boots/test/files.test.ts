import { bootTest } from '@unicore/testkit/vitest';
import { expect } from 'vitest';

import { imageOf, onEachPlatform } from './example.ts';
import { expectSuite } from './expect-suite.ts';

/** What the program does with the files of its initrd, before the suite. */
const transcript = [
  '/: ./ ../ dev/ motd start suite/ www/',
  '/dev/null, 0 bytes: nothing, says /dev/stdout',
  '/start, 13 bytes: <p>Hello</p>',
  '/motd, 27 bytes: of the initrd',
  '  and of main',
  '.: ./ ../ note0 renamed',
  '/www/link, 9 bytes: number 1',
  '/notes, then gone',
];

onEachPlatform('files', (platform) => {
  for (const profile of ['debug', 'size', 'speed'] as const) {
    bootTest(
      `are those of the initrd, written to and renamed, and pass their suite, profile ${profile}`,
      async ({ bootVm }) => {
        const vm = await bootVm(await imageOf('files', platform, profile), {
          parameters: ['vfs.mount=ramfs::/suite:size=16M'],
        });

        const { status } = await vm.exit();

        const lines = vm.console.replaceAll('\r', '').split('\n');
        const first = lines.indexOf('/: ./ ../ dev/ motd start suite/ www/');
        expect(lines.slice(first, first + transcript.length)).toEqual(transcript);
        expectSuite(vm.console, 'fs', 42);
        expect(status).toBe(0);
      },
    );
  }

  bootTest('that cannot be mounted end the image with a message', async ({ bootVm }) => {
    const vm = await bootVm(await imageOf('files', platform), {
      parameters: ['vfs.mount=ramfs::/a:size=much'],
    });

    const { status } = await vm.exit();

    expect(vm.console).toContain('panic: vfs cannot mount ramfs::/a:size=much (error 22)');
    expect(status).not.toBe(0);
  });
});
