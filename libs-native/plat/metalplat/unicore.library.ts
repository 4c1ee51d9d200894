import { defineLibrary, int } from '@unicore/descriptor';

export default defineLibrary({
  name: 'metalplat',
  pool: 'plat',
  side: 'system',
  summary: 'Bare metal: PCs that start by BIOS or UEFI, from a disk or ISO image',
  platforms: ['metal'],
  archs: ['x86_64'],
  provides: { plat: '1.0' },
  requires: { arch: '1.0', boot: '1.0', console: '1.0', pc: '1.0' },
  defaults: {
    arch: 'x86_64arch',
    blkdev: 'virtio-blk',
    boot: 'boot',
    console: 'pc',
    netdev: 'virtio-net',
    pc: 'pc',
    virtio: 'virtio-pci',
  },
  options: {
    stackSize: int({
      prompt: 'Stack of the first thread, which runs main(), in bytes',
      help: 'Rounded up to whole pages. Overflow is caught by a page that is not mapped.',
      default: [{ value: 16_384, when: "profile = 'size'" }, { value: 65_536 }],
      range: [8_192, 8_388_608],
    }),
  },
  sources: ['src/*.c', 'src/*.S'],
  includes: { private: ['src'] },
  exports: ['metalplat_efi_entry', 'metalplat_entry'],
  link: {
    scripts: { x86_64: 'link/x86_64.ld' },
    media: ['disk', 'iso'],
    flags: ['-Wl,-z,max-page-size=16', '-Wl,-z,norelro'],
  },
});
