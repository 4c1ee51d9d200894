import { defineApp } from 'unicore-link';

export default defineApp({
  targets: ['kvm', 'linuxu'],
  initrd: 'www',
  run: {
    memoryMib: 16,
    network: true,
    publish: ['8080:80'],
    url: 'http://localhost:{port:80}/',
  },
});
