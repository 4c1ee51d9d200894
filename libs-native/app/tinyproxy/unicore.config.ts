import { defineApp } from 'unicore-link';

export default defineApp({
  name: 'tinyproxy',
  sources: ['vendor/src/*.c'],
  includes: ['port', 'vendor/src'],
  cflags: ['-DHAVE_CONFIG_H', '-DNDEBUG', '-DSYSCONFDIR="/etc"', '-DLOCALSTATEDIR="/var"'],
  initrd: 'root',
  run: { args: ['-d'], publish: ['8888:8888'] },
});
