import { bool, defineLibrary, when } from '@unicore/descriptor';

export default defineLibrary({
  name: 'posix-socket',
  pool: 'main',
  side: 'process',
  summary: 'Sockets of POSIX: TCP and UDP over any netstack, and those of AF_UNIX',
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
      help: 'Brings a network stack. Without it there are sockets of AF_UNIX alone.',
      default: true,
    }),
    unix: bool({
      prompt: 'Sockets of AF_UNIX',
      help: 'Pairs, and servers and clients by name, in one image. Without them an image that serves TCP is about 8 KB smaller.',
      default: true,
    }),
    interfaces: bool({
      prompt: 'Programs may ask about network interfaces',
      help: 'By ioctl, and by getifaddrs and its kin. Without it an image that serves TCP is about 3 KB smaller.',
      default: true,
      dependsOn: 'inet',
    }),
    user: bool({
      help: 'SO_PEERCRED tells the user of contract `posix-user`.',
      default: [{ value: true, when: 'contract.posix-user' }, { value: false }],
    }),
  },
  sources: [
    'src/*.c',
    when('inet', 'src/inet/*.c'),
    when('interfaces', 'src/interfaces/*.c'),
    when('unix', 'src/unix/*.c'),
    when('unix && contract.vfs', 'src/unix/vfs/*.c'),
    when('unix && !contract.vfs', 'src/unix/no_vfs/*.c'),
    when('!unix', 'src/no_unix/*.c'),
  ],
  includes: { private: ['src'] },
});
