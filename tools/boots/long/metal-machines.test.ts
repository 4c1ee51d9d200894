import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { findFreePort, findUefi, readImage } from '@unicore/runner';
import { type boot, platforms } from '@unicore/testkit';
import { bootTest } from '@unicore/testkit/vitest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { describeUnless, folderOf, imageOf } from '../test/example.ts';
import { echoTcp } from './echo-tcp.ts';

type BootVm = typeof boot;

interface ImageFiles {
  readonly image: string;
  readonly symbols: string;
}

const noQemu = platforms().find(({ name }) => name === 'metal')?.missing;
const noUefi = noQemu ?? (findUefi() ? undefined : 'OVMF is not installed: apt-get install ovmf');
/** With memory below, above and around the hole of PCI; UEFI itself takes most of 128 MiB. */
const machines = [
  { firmware: 'bios', missing: noQemu, memories: [3, 8, 500, 2049, 3000, 6000] },
  { firmware: 'uefi', missing: noUefi, memories: [128, 500, 2049, 3000, 6000] },
] as const;

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'uc-metal-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** It asks for the date, tries clocks and sleeps, and the interrupts of a network device: what an odd machine breaks first. */
async function works(bootVm: BootVm, options: { firmware: 'bios' | 'uefi'; monitorArgs: readonly string[] }) {
  const clocks = await bootVm(await imageOf('system', 'metal'), { ...options, args: ['clocks'] });
  expect((await clocks.exit()).status, clocks.console).toBe(0);
  const server = await bootVm(await imageOf('webserver', 'metal'), { ...options, publish: ['80'] });
  expect(await (await server.fetch('/')).text()).toBe(
    readFileSync(join(folderOf('webserver'), 'www/index.html'), 'utf8'),
  );
  await server.stop();
}

for (const { firmware, missing, memories } of machines) {
  describeUnless(missing, `a machine with ${firmware}`, () => {
    describe.each(['disk', 'iso'] as const)('started from its %s', (medium) => {
      const options = { firmware, medium };

      bootTest('runs threads', async ({ bootVm }) => {
        const vm = await bootVm(await imageOf('threads', 'metal', 'debug'), options);
        expect((await vm.exit()).status, vm.console).toBe(0);
      });

      bootTest('runs echo', async ({ bootVm }) => {
        const vm = await bootVm(await imageOf('echo', 'metal'), { ...options, publish: ['7'] });
        await vm.waitForLine(/^ready/);
        const sent = randomBytes(1 << 20);
        expect((await echoTcp(vm.port(7), sent)).equals(sent)).toBe(true);
      });

      bootTest('runs blockcheck, which finds what it wrote', async ({ bootVm }) => {
        const disks = [`${join(folder, 'disk.img')},size=4M`];
        for (const line of ['an empty disk', 'generation 1 is whole']) {
          const vm = await bootVm(await imageOf('blockcheck', 'metal'), { ...options, disks });
          expect((await vm.exit()).status, vm.console).toBe(0);
          expect(vm.console).toContain(line);
        }
      });

      bootTest('takes the longest command line', async ({ bootVm }) => {
        const long = 'x'.repeat(2_900);
        const vm = await bootVm(await imageOf('system', 'metal'), { ...options, args: ['arguments', long] });
        expect((await vm.exit()).status).toBe(0);
        expect(vm.console).toContain(`<${long}>`);
      });
    });

    for (const memoryMib of memories) {
      bootTest(`runs hello in ${memoryMib} MiB`, async ({ bootVm }) => {
        const vm = await bootVm(await imageOf('hello', 'metal'), { firmware, memoryMib });
        expect((await vm.exit()).status, vm.console).toBe(0);
        expect(vm.console).toContain('Hello, world!');
      });
    }

    bootTest('lends every page of 500 MiB', async ({ bootVm }) => {
      const vm = await bootVm(await imageOf('system', 'metal'), {
        firmware,
        memoryMib: 500,
        args: ['pages'],
      });
      expect((await vm.exit()).status, vm.console).toBe(0);
      const [total, taken] = [/^total (\d+)/m, /^took (\d+)/m].map((each) => each.exec(vm.console)?.[1]);
      expect(taken).toBe(total);
      expect((Number(total) * 4) / 1024).toBeGreaterThan(480);
    });

    bootTest('knows the date of its clock', async ({ bootVm }) => {
      const vm = await bootVm(await imageOf('system', 'metal'), {
        firmware,
        args: ['clocks'],
        monitorArgs: ['-rtc', 'base=2038-01-20T03:00:00'],
      });
      expect((await vm.exit()).status, vm.console).toBe(0);
      const wall = Number(/^wall (\d+)/m.exec(vm.console)?.[1]) * 1000;
      const start = Date.UTC(2038, 0, 20, 3);
      expect(wall).toBeGreaterThanOrEqual(start);
      expect(wall).toBeLessThan(start + 3_600_000);
    });

    for (const [what, monitorArgs] of Object.entries({
      'without an HPET': ['-machine', 'hpet=off'],
      'of four processors': ['-smp', '4'],
      'whose processor has neither RDRAND nor a sound TSC': ['-cpu', 'core2duo'],
      'with devices that have no memory, or more than fits below 4 GiB': [
        ...['-device', 'pcie-root-port,id=empty,chassis=1,slot=4'],
        ...['-device', 'pci-testdev,membar=16G'],
        ...['-device', 'edu', '-device', 'qemu-xhci'],
      ],
      'with an IOMMU that nobody sets up': ['-device', 'intel-iommu'],
      'with a table of ACPI that is garbage': ['-acpitable', 'sig=HPET,data=/bin/true'],
    })) {
      bootTest(`works ${what}`, ({ bootVm }) => works(bootVm, { firmware, monitorArgs }));
    }
  });
}

describeUnless(noQemu, 'a PC', () => {
  // The runner plays none that is so old: by QEMU itself, with a copy of the disk that the build leaves.
  it('without PCI Express, and so without ECAM, serves', async () => {
    const { image, media } = readImage(await imageOf('webserver', 'metal'));
    const disk = join(folder, 'disk.img');
    copyFileSync(join(dirname(image), media?.disk?.file ?? ''), disk);
    const port = await findFreePort();
    const vm = spawn('qemu-system-x86_64', [
      ...['-M', 'pc', '-m', '64', '-nodefaults', '-display', 'none', '-serial', 'stdio'],
      ...['-drive', `format=raw,file=${disk}`, '-device', 'virtio-net-pci,netdev=net'],
      ...['-netdev', `user,id=net,hostfwd=tcp:127.0.0.1:${port}-:80`],
    ]);
    try {
      const page = await fetchUntil(`http://127.0.0.1:${port}/`);
      expect(page).toBe(readFileSync(join(folderOf('webserver'), 'www/index.html'), 'utf8'));
    } finally {
      vm.kill('SIGKILL');
      await once(vm, 'close');
    }
  });

  bootTest('is refused by an image for Xen', async ({ bootVm }) => {
    const file = await imageOf('hello', 'xen');
    const { image, symbols, ...rest } = JSON.parse(readFileSync(file, 'utf8')) as ImageFiles;
    const [imagePath, symbolsPath] = [image, symbols].map((name) => join(dirname(file), name));
    const description = { ...rest, platform: 'kvm', image: imagePath, symbols: symbolsPath };
    writeFileSync(join(folder, 'image.json'), JSON.stringify(description));

    const vm = await bootVm(folder, { monitorArgs: ['-machine', 'q35'] });

    expect((await vm.exit()).status, vm.console).toBe(127);
    expect(vm.console).toContain('this image is for Xen, which this is not');
  });
});

/** Asks until there is an answer; the test's limit catches a server that never gives one. */
async function fetchUntil(url: string): Promise<string> {
  for (;;) {
    try {
      return await (await fetch(url, { signal: AbortSignal.timeout(2_000) })).text();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
