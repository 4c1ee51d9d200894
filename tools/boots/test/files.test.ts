import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bootTest } from '@unicore/testkit/vitest';
import { expect } from 'vitest';

import { copyOf } from './copy-of.ts';
import { folderOf, imageIn, imageOf, onEachPlatform } from './example.ts';
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

function expectTranscript(console: string): void {
  const lines = console.replaceAll('\r', '').split('\n');
  const first = lines.indexOf(transcript[0] as string);
  expect(lines.slice(first, first + transcript.length)).toEqual(transcript);
}

/** The program with its files in an archive. */
function withArchive(platform: string): string {
  const folder = copyOf('files', `tar-${platform}`);
  execFileSync('tar', ['-czf', join(folder, 'root.tar.gz'), '-C', join(folderOf('files'), 'root'), '.']);
  rmSync(join(folder, 'root'), { recursive: true });
  const manifest = join(folder, 'package.json');
  const rest = JSON.parse(readFileSync(manifest, 'utf8')) as object;
  writeFileSync(manifest, JSON.stringify({ ...rest, unicore: { app: { initrd: 'root.tar.gz' } } }));
  return folder;
}

onEachPlatform('files', (platform) => {
  for (const profile of ['debug', 'size', 'speed'] as const) {
    bootTest(
      `are those of the initrd, written to and renamed, and pass their suite, profile ${profile}`,
      async ({ bootVm }) => {
        const vm = await bootVm(await imageOf('files', platform, profile), {
          parameters: ['vfs.mount=ramfs::/suite:size=16M'],
        });

        const { status } = await vm.exit();

        expectTranscript(vm.console);
        expectSuite(vm.console, 'fs', 42);
        expect(status).toBe(0);
      },
    );
  }

  bootTest('are those of a tar archive, packed by gzip', async ({ bootVm }) => {
    const vm = await bootVm(await imageIn(withArchive(platform), platform), {
      parameters: ['vfs.mount=ramfs::/suite:size=16M'],
    });

    const { status } = await vm.exit();

    expectTranscript(vm.console);
    expect(status).toBe(0);
  });

  bootTest('that cannot be mounted end the image with a message', async ({ bootVm }) => {
    const vm = await bootVm(await imageOf('files', platform), {
      parameters: ['vfs.mount=ramfs::/a:size=much'],
    });

    const { status } = await vm.exit();

    expect(vm.console).toContain('panic: vfs cannot mount ramfs::/a:size=much (error 22)');
    expect(status).not.toBe(0);
  });
});
