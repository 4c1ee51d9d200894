import { bool, defineLibrary, int, when } from '@unicore/descriptor';

export default defineLibrary({
  name: 'kvmplat',
  pool: 'plat',
  side: 'system',
  summary: 'Virtual machines of KVM and QEMU: PVH entry, serial console, clock, interrupts, virtio-mmio',
  platforms: ['kvm'],
  archs: ['x86_64'],
  provides: { plat: '1.0', virtio: '1.0' },
  requires: { arch: '1.0', boot: '1.0', console: '1.0', pc: '1.0' },
  defaults: { blkdev: 'virtio-blk', console: 'pc', netdev: 'virtio-net', pc: 'pc' },
  options: {
    stackSize: int({
      prompt: 'Stack of the first thread, which runs main(), in bytes',
      help: 'Rounded up to whole pages; memory that the image needs from the start. Overflow is caught.',
      default: [{ value: 16_384, when: "profile = 'size'" }, { value: 65_536 }],
      range: [8_192, 8_388_608],
    }),
    tellXen: bool({
      prompt: "Say on Xen's console that this is the wrong image",
      help: 'Xen starts the image as well, and without it sees a guest that ends as crashed without a word. 0.6 KB.',
      default: [{ value: false, when: "profile = 'size'" }, { value: true }],
    }),
    virtio: bool({
      help: 'Finds virtio-mmio devices; needed as soon as a driver of one is in the image.',
      default: [{ value: true, when: 'lib.virtio-ring' }, { value: false }],
    }),
  },
  sources: ['src/*.c', 'src/*.S', when('tellXen', 'src/wrong_host.c'), when('virtio', 'src/virtio_mmio.c')],
  includes: { private: ['src'] },
  exports: ['kvmplat_entry'],
  link: {
    scripts: { x86_64: 'link/x86_64.ld' },
    flags: ['-Wl,-z,max-page-size=16', '-Wl,-z,norelro'],
  },
});
