import { bool, defineLibrary, when } from '@unicore/descriptor';

export default defineLibrary({
  name: 'hosted',
  pool: 'plat',
  side: 'system',
  summary: 'Platform for C unit tests and fuzzers: ordinary programs of the host, under sanitizers',
  platforms: ['hosted'],
  // Devices, transports and other hosts are played by the tests themselves.
  provides: {
    plat: '1.0',
    arch: '1.0',
    boot: '1.0',
    console: '1.0',
    libc: '1.0',
    linux: '1.0',
    netdev: '1.0',
    pci: '1.0',
    pcihost: '1.0',
    virtio: '1.0',
  },
  options: {
    fuzzer: bool({
      prompt: 'Leave main() to libFuzzer',
      help: 'Set by `unicore-link lib fuzz`.',
      default: false,
    }),
  },
  sources: [
    'src/arch.c',
    'src/backtrace.c',
    'src/boot.c',
    'src/boot_info.c',
    'src/clock.c',
    'src/console.c',
    'src/context.c',
    'src/dma.c',
    'src/irq.c',
    when('!fuzzer', 'src/main.c'),
    'src/memory.c',
    'src/mmio.c',
    'src/paging.c',
    'src/arch/*/*.c',
  ],
  includes: { public: ['include'], private: ['src'] },
  // Programs of the host: the compiler's own linker script serves.
  link: { scripts: {} },
  exports: ['main'],
});
