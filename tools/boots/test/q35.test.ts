import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { bootTest } from '@unicore/testkit/vitest';
import { expect } from 'vitest';

import { imageOf, onPlatform } from './example.ts';

onPlatform('kvm', 'the machine of an image that drives PCI', () => {
  for (const program of ['virtio-pci', 'e1000']) {
    bootTest(`has a network card for the image ${program}, on kvm`, async ({ bootVm }) => {
      const vm = await bootVm(await imageOf(program, 'kvm'), { publish: ['80'] });

      expect((await (await vm.fetch('/')).text()).length).toBe(256 * 1024);
    });
  }

  bootTest('has NVMe disks for an image that drives them, on kvm', async ({ bootVm }) => {
    const folder = mkdtempSync(join(tmpdir(), 'uc-q35-'));
    try {
      const disks = [`${join(folder, 'disk.img')},size=4M`];
      const vm = await bootVm(await imageOf('disks-nvme', 'kvm'), { disks });

      expect((await vm.exit()).status, vm.console).toBe(0);
      expect(vm.console).not.toMatch(/^not ok/m);
      expect(vm.console).toMatch(/^ok \d+ - blkdev_flushes/m);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
