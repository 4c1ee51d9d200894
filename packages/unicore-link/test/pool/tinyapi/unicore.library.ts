import { defineLibrary } from '@unicore/descriptor';

export default defineLibrary({
  name: 'tinyapi',
  pool: 'main',
  side: 'system',
  summary: 'Contracts of the small pool',
  contracts: {
    plat: { version: '1.0', providers: 'one', summary: 'What differs between platforms' },
    arch: { version: '1.0', providers: 'one', summary: 'What differs between instruction sets' },
    boot: { version: '1.0', providers: 'one', summary: 'From entry to main' },
  },
  sources: [],
  includes: { public: ['include'] },
});
