import { bool, defineLibrary } from '@unicore/descriptor';

export default defineLibrary({
  name: 'api',
  pool: 'main',
  side: 'system',
  summary: 'The contracts of the pool: C headers, and the suites that their providers must pass',
  contracts: {
    arch: { version: '1.0', providers: 'one', summary: 'What differs between instruction sets' },
    plat: { version: '1.0', providers: 'one', summary: 'What differs between platforms' },
    boot: { version: '1.0', providers: 'one', summary: "From the platform's entry to main() and back" },
    pages: { version: '1.0', providers: 'one', summary: 'Whole pages of memory' },
    malloc: { version: '1.0', providers: 'one', summary: 'Memory of any size' },
    sched: { version: '1.0', providers: 'one', summary: 'Threads, wait queues, mutexes, semaphores, timers' },
    libc: { version: '1.0', providers: 'one', summary: 'The C library that applications see' },
    netstack: { version: '1.0', providers: 'one', summary: 'Sockets as objects' },
    entropy: { version: '1.0', providers: 'one', summary: 'Random numbers fit for keys' },
    console: { version: '1.0', providers: 'many', summary: 'Where text goes' },
    netdev: { version: '1.0', providers: 'many', summary: 'Ethernet devices' },
    blkdev: { version: '1.0', providers: 'many', summary: 'Disks' },
    xen: { version: '1.0', providers: 'one', summary: 'What drivers of a Xen guest ask of the hypervisor' },
    xenbus: {
      version: '1.0',
      providers: 'one',
      summary: 'Xenstore, and the devices that Xen describes in it',
    },
    virtio: { version: '1.0', providers: 'many', summary: 'Transports of virtio devices' },
  },
  options: {
    smp: bool({ help: 'Several CPUs; selected by a scheduler that runs threads on them.', default: false }),
    preempt: bool({
      help: 'Threads may be interrupted at any instruction; selected by a scheduler that does so.',
      default: false,
    }),
    assertText: bool({
      prompt: 'Keep the text of assertions in the image',
      help: 'Without it a failed assertion prints an address only, which `unicore-link run` turns into file and line.',
      default: [{ value: false, when: "profile = 'size'" }, { value: true }],
    }),
  },
  includes: { public: ['include'] },
  linkerSets: ['console', 'entropy_source', 'init', 'param', 'test', 'virtio_driver', 'xenbus_driver'],
  sources: ['src/*.c'],
});
