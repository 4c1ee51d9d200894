import { defineApp } from 'unicore-link';

export default defineApp({
  name: 'echo',
  run: {
    network: true,
    publish: ['7007:7', '7007:7/udp'],
  },
});
