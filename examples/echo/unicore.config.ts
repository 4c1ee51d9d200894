import { defineApp } from 'unicore-link';

export default defineApp({
  targets: ['kvm', 'linuxu'],
  run: {
    memoryMib: 16,
    network: true,
    publish: ['7007:7', '7007:7/udp'],
  },
});
