import { defineApp } from 'unicore-link';

/** Calls that nest as deep as Lua lets C functions do, 200, through string.gsub, whose frame is the largest. */
const stackSize = 524_288;

export default defineApp({
  name: 'lua',
  // All of Makefile's interpreter; linit.c is meant to be replaced by whoever adds a library.
  sources: ['vendor/src/*.c', '!vendor/src/luac.c'],
  includes: ['vendor/src'],
  cflags: ['-DLUA_COMPAT_5_3', '-DLUA_USE_POSIX'],
  initrd: 'root',
  run: { parameters: ['vfs.mount=ramfs::/tmp'] },
  options: {
    kvmplat: { stackSize },
    metalplat: { stackSize },
    xenplat: { stackSize },
  },
});
