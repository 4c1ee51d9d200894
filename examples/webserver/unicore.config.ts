import { defineApp } from 'unicore-link';

export default defineApp({
  name: 'webserver',
  initrd: 'www',
  run: {
    network: true,
    publish: ['8080:80'],
    url: 'http://localhost:{port:80}/',
  },
});
