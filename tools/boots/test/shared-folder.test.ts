import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootTest } from '@unicore/testkit/vitest';
import { expect } from 'vitest';

import { imageOf, onPlatform } from './example.ts';
import { expectSuite } from './expect-suite.ts';
import { run } from './run.ts';

/** Larger than a message of the protocol. */
const text = Array.from({ length: 10_000 }, (_, line) => `line ${line} of the host\n`).join('');

onPlatform('kvm', 'a folder of the host, by 9P of QEMU', () => {
  for (const model of ['mapped-xattr', 'none'] as const) {
    bootTest(
      `has what both wrote, and passes the suite of file systems, with model ${model}`,
      async ({ bootVm }) => {
        await inFolder(async (folder) => {
          const vm = await bootVm(await imageOf('shared-folder', 'kvm'), {
            parameters: ['vfs.mount=9p:shared:/shared'],
            monitorArgs: server(folder, model),
          });

          const { status } = await vm.exit();

          // QEMU makes no special files with model none: it opens what it made, and they do not open.
          const failing =
            model === 'none'
              ? ['keeps_nodes_that_others_serve', 'lists_each_name_once_with_its_inode_and_type']
              : [];
          const lines = vm.console.replaceAll('\r', '').split('\n');
          expect(lines.flatMap((line) => /^not ok \d+ - fs_(.*)/.exec(line)?.[1] ?? [])).toEqual(failing);
          if (model !== 'none') expectSuite(vm.console, 'fs', 42);
          expect(status).toBe(model === 'none' ? 1 : 0);
          expect(readdirSync(folder).toSorted()).toEqual(['from-guest', 'from-host']);
          expect(readFileSync(join(folder, 'from-guest/capitals'), 'utf8')).toBe(text.toUpperCase());
          if (model === 'none') {
            expect(readlinkSync(join(folder, 'from-guest/link'))).toBe('capitals');
            expect(lstatSync(join(folder, 'from-guest')).mode & 0o777).toBe(0o750);
          }
        });
      },
    );
  }

  bootTest('that nobody shares ends the image with a message', async ({ bootVm }) => {
    const vm = await bootVm(await imageOf('shared-folder', 'kvm'), {
      parameters: ['vfs.mount=9p:shared:/shared'],
    });

    const { status } = await vm.exit();

    expect(vm.console).toContain('panic: vfs cannot mount 9p:shared:/shared (error 19)');
    expect(status).not.toBe(0);
  });
});

onPlatform('linuxu', 'a folder of the host, by 9P of diod', () => {
  bootTest('has what both wrote, and passes the suite of file systems', async () => {
    await inFolder(async (folder) => {
      const { status, stdout } = await run(
        'shared-folder',
        'linuxu',
        [],
        ['--share', `${folder}:/shared`],
      ).exit();

      expectSuite(stdout, 'fs', 42);
      expect(status, stdout).toBe(0);
      expect(readFileSync(join(folder, 'from-guest/capitals'), 'utf8')).toBe(text.toUpperCase());
      expect(readlinkSync(join(folder, 'from-guest/link'))).toBe('capitals');
      expect(lstatSync(join(folder, 'from-guest')).mode & 0o777).toBe(0o750);
    });
  });
});

for (const platform of ['kvm', 'linuxu', 'metal'] as const) {
  onPlatform(platform, `a folder of the host, on ${platform}`, () => {
    bootTest('is shared by unicore-link run, and not written to where it is read-only', async () => {
      await inFolder(async (folder) => {
        const vm = run('shared-folder', platform, ['look'], ['--share', `${folder}:/shared:ro`]);

        const { status, stdout } = await vm.exit();

        expect(stdout).toContain('/shared/new: Read-only file system');
        expect(status).toBe(2);
        expect(readdirSync(folder)).toEqual(['from-host']);
      });
    });
  });
}

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'uc-shared, '));
  try {
    writeFileSync(join(folder, 'from-host'), text);
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function server(folder: string, model: string): readonly string[] {
  return [
    '-fsdev',
    `local,id=shared,path=${folder.replaceAll(',', ',,')},security_model=${model}`,
    '-device',
    'virtio-9p-device,fsdev=shared,mount_tag=shared',
  ];
}
