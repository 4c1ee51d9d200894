import { bool, defineLibrary, hex, int, when } from '@unicore/descriptor';

export default defineLibrary({
  name: 'pc',
  pool: 'plat',
  side: 'system',
  summary:
    'Hardware of a PC for the platforms that start on one: serial port, APICs, clocks, memory, ACPI, PCI',
  platforms: ['kvm', 'metal'],
  archs: ['x86_64'],
  contracts: {
    pc: { version: '1.0', providers: 'one', summary: 'Hardware of a PC, for platforms' },
  },
  provides: { pc: '1.0', console: '1.0', pcihost: '1.0' },
  requires: { arch: '1.0', boot: '1.0' },
  defaults: { arch: 'x86_64arch', boot: 'boot' },
  options: {
    base: hex({
      prompt: 'Virtual address of physical address 0',
      help: 'The image, all RAM and device registers are mapped from here on; a multiple of 512 GiB. The default leaves the whole lower half to programs.',
      default: '0xffff800000000000',
    }),
    acpi: bool({
      help: 'Reads the tables of firmware; a machine without them, or a platform that knows, does without.',
      default: [{ value: true, when: "platform = 'metal' || pci" }, { value: false }],
    }),
    aspace: bool({
      help: 'Page tables for programs, and page faults that bring a page.',
      default: [{ value: true, when: 'contract.aspace' }, { value: false }],
    }),
    pci: bool({
      help: 'Configuration space, interrupts by message; needed as soon as a driver of a PCI device is in the image.',
      default: [{ value: true, when: 'lib.pci' }, { value: false }],
    }),
    tick: bool({
      help: 'The timer interrupts threads that run.',
      default: [{ value: true, when: 'lib.sched-preempt || lib.profile' }, { value: false }],
    }),
    ramRanges: int({
      help: 'Pieces of RAM that are kept apart; the largest are used where firmware tells of more.',
      default: [{ value: 64, when: "platform = 'metal'" }, { value: 16 }],
      range: [4, 1024],
    }),
    firstTables: int({
      help: 'Page tables in the image itself, until RAM is mapped.',
      default: [{ value: 16, when: "platform = 'metal'" }, { value: 3 }],
      range: [3, 64],
    }),
  },
  sources: [
    'src/cpu.c',
    'src/dma.c',
    'src/ioapic.c',
    'src/irq.c',
    'src/irq_entry.S',
    'src/irq_mask.c',
    'src/lapic.c',
    'src/memory.c',
    'src/pit.c',
    'src/rtc.c',
    'src/serial.c',
    'src/thread_pointer.c',
    when('tick', 'src/tick.c'),
    'src/timer.c',
    'src/tsc_clock.c',
    when('aspace', 'src/paging.c'),
    when('pci', ['src/mcfg.c', 'src/message.c', 'src/pci_host.c']),
    when('acpi', ['src/acpi.c', 'src/acpi_power.c', 'src/fadt.c', 'src/hpet.c', 'src/madt.c']),
  ],
  includes: { public: ['include'], private: ['src'] },
});
