import { bool, defineApp } from 'unicore-link';

/** Calls that nest as deep as Lua lets C functions do, 200, through string.gsub, whose frame is the largest. */
const stackSize = 524_288;

export default defineApp({
  name: 'lua',
  // All of Makefile's interpreter; src/linit.c stands for its own.
  sources: ['src/*.c', 'vendor/src/*.c', '!vendor/src/{linit,luac}.c'],
  includes: ['src', 'vendor/src'],
  cflags: ['-DLUA_COMPAT_5_3', '-DLUA_USE_POSIX'],
  initrd: 'root',
  ownOptions: {
    sockets: bool({
      prompt: 'Module "socket": TCP',
      help: 'With its libraries posix-socket, posix-poll and lwip left out as well (lib.lwip: false), the image is 105 KB smaller.',
      default: true,
    }),
  },
  run: { parameters: ['vfs.mount=ramfs::/tmp'] },
  options: {
    kvmplat: { stackSize },
    metalplat: { stackSize },
    xenplat: { stackSize },
  },
});
