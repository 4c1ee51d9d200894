import { bool, defineLibrary, when } from '@unicore/descriptor';

export default defineLibrary({
  name: 'posix-socket',
  pool: 'main',
  side: 'process',
  summary: 'Sockets of POSIX: TCP and UDP over any netstack, and socket pairs',
  provides: { 'posix-socket': '1.0' },
  requires: {
    malloc: '1.0',
    netstack: { version: '1.0', when: 'inet' },
    plat: '1.0',
    'posix-fd': '1.0',
  },
  defaults: { malloc: 'alloc-tlsf', netstack: 'lwip', 'posix-fd': 'posix-fd' },
  options: {
    inet: bool({
      prompt: 'TCP and UDP',
      help: 'Brings a network stack. Without it there are socket pairs alone.',
      default: true,
    }),
  },
  sources: ['src/*.c', when('inet', 'src/inet/*.c'), when('!inet', 'src/no_inet/*.c')],
  includes: { private: ['src'] },
});
