import { bool, defineLibrary, int, when } from '@unicore/descriptor';

export default defineLibrary({
  name: 'xenplat',
  pool: 'plat',
  side: 'system',
  summary: 'Guests of the Xen hypervisor: one image for PV and PVH',
  platforms: ['xen'],
  archs: ['x86_64'],
  provides: { plat: '1.0', xen: '1.0' },
  requires: { arch: '1.0', boot: '1.0', console: '1.0' },
  defaults: { console: 'xenconsole', netdev: 'netfront', blkdev: 'blkfront' },
  options: {
    stackSize: int({
      prompt: 'Stack of the first thread, which runs main(), in bytes',
      help: 'Rounded up to whole pages; memory that the image needs from the start. Overflow is caught.',
      default: [{ value: 16_384, when: "profile = 'size'" }, { value: 65_536 }],
      range: [8_192, 8_388_608],
    }),
    ports: int({
      prompt: 'Event channels that may be in use at once',
      help: 'Each device needs one, or one for each of its queues; the store and the console need one each.',
      default: 32,
      range: [4, 128],
    }),
    aspace: bool({
      help: 'Page tables for programs, and page faults that bring a page.',
      default: [{ value: true, when: 'contract.aspace' }, { value: false }],
    }),
    fifoEvents: bool({
      prompt: 'Event channels of the FIFO kind',
      help: 'Up to 131072 of them, told in the order in which their events came; the other kind ends at 4096 and takes less code.',
      default: false,
    }),
    grantFrames: int({
      prompt: 'Pages of the grant table',
      help: 'Each has room for 512 pages that other domains may see; the table grows up to this as it is needed.',
      default: 8,
      range: [1, 64],
    }),
  },
  sources: [
    'src/{boot_info,clock,dma,evtchn,grant,irq,memory,power,stack,start,suspend,thread_pointer,trap}.c',
    'src/pv_{memory,p2m,start,trap}.c',
    'src/pvh_{cpu,memory,start}.c',
    when('aspace', ['src/paging.c', 'src/pv_paging.c', 'src/pvh_paging.c']),
    'src/*.S',
    when('fifoEvents', 'src/events_fifo.c'),
    when('!fifoEvents', 'src/events_two_level.c'),
  ],
  includes: { private: ['src'] },
  exports: ['xenplat_entry'],
  link: {
    scripts: { x86_64: 'link/x86_64.ld' },
    media: ['xl'],
    flags: ['-Wl,-z,max-page-size=16', '-Wl,-z,norelro'],
  },
});
