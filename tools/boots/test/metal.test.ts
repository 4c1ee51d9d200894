import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { findFreePort, findUefi } from '@unicore/runner';
import { buildApp, platforms, type BuiltImage } from '@unicore/testkit';
import { bootTest } from '@unicore/testkit/vitest';
import { expect } from 'vitest';

import { describeUnless, folderOf, imageOf } from './example.ts';
import { run } from './run.ts';

const noQemu = platforms().find(({ name }) => name === 'metal')?.missing;
const noFirmware = {
  bios: noQemu,
  uefi: noQemu ?? (findUefi() ? undefined : 'OVMF is not installed: apt-get install ovmf'),
};
const grub = '/usr/lib/grub/i386-pc';

for (const firmware of ['bios', 'uefi'] as const) {
  describeUnless(noFirmware[firmware], `a machine with ${firmware}`, () => {
    for (const medium of ['disk', 'iso'] as const) {
      bootTest(`starts hello from its ${medium}`, async ({ bootVm }) => {
        const vm = await bootVm(await imageOf('hello', 'metal'), { firmware, medium });

        const { status, reason } = await vm.exit();

        // Firmware may talk before.
        expect(vm.console.replaceAll('\r', '')).toMatch(/(^|\n|\p{Cc}\S*)Hello, world!\n$/u);
        expect({ status, reason }).toEqual({ status: 0, reason: 'exited' });
      });

      bootTest(`passes arguments and a status by its ${medium}`, async () => {
        const command = run(
          'system',
          'metal',
          ['return', '42'],
          ['--firmware', firmware, '--medium', medium],
        );

        expect((await command.exit()).status).toBe(42);
      });
    }

    bootTest('serves files of the initrd over virtio on PCI', async ({ bootVm }) => {
      const page = readFileSync(join(folderOf('webserver'), 'www/index.html'), 'utf8');
      const vm = await bootVm(await imageOf('webserver', 'metal'), { firmware, publish: ['80'] });

      expect(await (await vm.fetch('/')).text()).toBe(page);
    });

    bootTest('serves by the interrupt line of a device without messages', async ({ bootVm }) => {
      const vm = await bootVm(await imageOf('webserver', 'metal'), {
        firmware,
        publish: ['80'],
        monitorArgs: ['-global', 'virtio-net-pci.vectors=0'],
      });

      expect((await vm.fetch('/')).status).toBe(200);
    });

    bootTest('is switched off by ACPI where nobody asks for a status', async ({ bootVm }) => {
      const vm = await bootVm(await imageOf('hello', 'metal'), {
        firmware,
        // Later ones win: the port that would tell it lies elsewhere.
        monitorArgs: ['-global', 'isa-debug-exit.iobase=0x501'],
      });

      expect((await vm.exit()).reason).toBe('exited');
      expect(vm.console).toContain('Hello, world!');
    });
  });
}

describeUnless(noQemu, 'a machine with bios that cannot run the image', () => {
  bootTest('is told that its processor is too old', async ({ bootVm }) => {
    const vm = await bootVm(await imageOf('hello', 'metal'), { monitorArgs: ['-cpu', 'qemu32'] });

    expect((await vm.exit()).status).toBe(127);
    expect(vm.console).toContain('unicore: this image needs a 64-bit CPU');
  });

  bootTest('is told that its memory is too small', async ({ bootVm }) => {
    const image = await imageOf('hello', 'metal');
    const refusal = (await bootVm(image, { memoryMib: 1 }).catch((error: unknown) => error)) as {
      readonly hint: string;
    };
    // What holds the image, but not what firmware keeps for itself.
    const least = Number(/the least: ([\d.]+)/.exec(refusal.hint)?.[1]);
    const vm = await bootVm(image, { memoryMib: least });

    expect((await vm.exit()).status).toBe(127);
    expect(vm.console).toContain('unicore: too little memory for this image');
  });

  bootTest('is told that its disk holds something else', async ({ bootVm }) => {
    const image = await imageOf('hello', 'metal');
    const folder = mkdtempSync(join(tmpdir(), 'unicore-disk-'));
    try {
      const description = JSON.parse(readFileSync(image, 'utf8')) as {
        readonly image: string;
        readonly media: { readonly disk: { readonly file: string; readonly commandLineAt: number } };
      };
      const { file, commandLineAt } = description.media.disk;
      const disk = readFileSync(join(dirname(image), file));
      writeFileSync(join(folder, file), disk.fill(0, commandLineAt - 0x400, commandLineAt));
      copyFileSync(join(dirname(image), description.image), join(folder, description.image));
      writeFileSync(join(folder, 'image.json'), JSON.stringify(description));

      const vm = await bootVm(folder);

      expect((await vm.exit()).status).toBe(127);
      expect(vm.console).toContain('unicore: the disk does not hold the image that it should');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describeUnless(noQemu, 'the first stack on metal', () => {
  bootTest('ends at its guard page, before anything else is overwritten', async ({ bootVm }) => {
    const [image] = await buildApp(folderOf('faults'), { plat: ['metal'], profile: 'debug' });
    const { mapPath, description } = image as BuiltImage;
    const guard = Number(/(0x[0-9a-f]+) +__metalplat_guard/.exec(readFileSync(mapPath, 'utf8'))?.[1]);
    const vm = await bootVm(description, { args: ['stack'] });

    await vm.exit();

    const reported = (pattern: RegExp) => BigInt(`0x${pattern.exec(vm.console)?.[1] ?? ''}`);
    const base = reported(/^ ?rip +([0-9a-f]+)/m) - reported(/^ +at \+0x([0-9a-f]+)/m);
    const fault = Number(reported(/stack overflow, address 0x([0-9a-f]+)/) - base);
    expect(fault - guard, vm.console).toBeGreaterThanOrEqual(0);
    expect(fault - guard, vm.console).toBeLessThan(4096);
  });
});

describeUnless(noQemu, "Intel's Ethernet", () => {
  const body = Buffer.alloc(256 * 1024, 'abcdefghijklmnopqrstuvwxyz').toString();

  for (const card of ['e1000', 'e1000-82545em', 'e1000e']) {
    bootTest(`carries pages of many segments over ${card}`, async ({ bootVm }) => {
      const port = await findFreePort();
      const vm = await bootVm(await imageOf('e1000', 'metal'), {
        network: 'none',
        monitorArgs: [
          '-netdev',
          `user,id=card,hostfwd=tcp:127.0.0.1:${port}-:80`,
          ...['-device', `${card},netdev=card`],
        ],
      });
      await vm.waitForLine(/^ready/);

      for (let i = 0; i < 4; i++) {
        expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe(body);
      }
    });
  }

  bootTest('is what `run` plays where the image drives no other', async ({ bootVm }) => {
    const vm = await bootVm(await imageOf('e1000', 'metal'), { publish: ['80'] });

    expect(await (await vm.fetch('/')).text()).toBe(body);
  });
});

const noGrub =
  noQemu ?? (existsSync(grub) ? undefined : 'GRUB is not installed: apt-get install grub-pc-bin grub-common');

describeUnless(noGrub, 'GRUB', () => {
  bootTest('starts the EFI executable of the disk as a multiboot kernel', async ({ bootVm }) => {
    const image = await imageOf('system', 'metal');
    const folder = mkdtempSync(join(tmpdir(), 'unicore-grub-'));
    try {
      writeFileSync(join(folder, 'system'), flatImage(image));
      writeFileSync(join(folder, 'grub.cfg'), 'multiboot /system -- return 7\nboot\n');
      const core = join(folder, 'core.img');
      execFileSync('grub-mkstandalone', [
        ...['-O', 'i386-pc', '--install-modules=multiboot memdisk tar normal biosdisk', '--fonts=', '--locales=', '--themes='],
        ...['--modules=multiboot', '-o', core, `boot/grub/grub.cfg=${join(folder, 'grub.cfg')}`, `system=${join(folder, 'system')}`],
      ]); // prettier-ignore
      const boot = Buffer.concat([readFileSync(join(grub, 'boot.img')), readFileSync(core)]);
      // Room for the runner's command line, which GRUB does not read.
      writeFileSync(join(folder, 'disk.img'), Buffer.concat([boot, Buffer.alloc(1 << 20)]));
      const disk = { file: 'disk.img', commandLineAt: boot.length, commandLineBytes: 4096 };
      const description = JSON.parse(readFileSync(image, 'utf8')) as { readonly image: string };
      copyFileSync(join(dirname(image), description.image), join(folder, description.image));
      writeFileSync(join(folder, 'image.json'), JSON.stringify({ ...description, media: { disk } }));

      const vm = await bootVm(folder);

      expect(await vm.exit(), vm.console).toMatchObject({ status: 7 });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** The flat image out of its disk: from the head of the EFI executable on. */
function flatImage(image: string): Buffer {
  const { media } = JSON.parse(readFileSync(image, 'utf8')) as {
    media: { disk: { file: string; commandLineAt: number } };
  };
  return readFileSync(join(dirname(image), media.disk.file)).subarray(media.disk.commandLineAt - 0x400);
}
