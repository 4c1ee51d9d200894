import { defineApp } from 'unicore-link';

export default defineApp({
  name: 'webserver',
  initrd: 'www',
  // A server of TCP alone looks no names up, joins no fragments and does not talk to itself.
  options: {
    libc: { printfFloat: false },
    lwip: { dns: false, ipReassembly: false, loopback: false },
  },
  run: {
    network: true,
    publish: ['8080:80'],
    url: 'http://localhost:{port:80}/',
  },
});
