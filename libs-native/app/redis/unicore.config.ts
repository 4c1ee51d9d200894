import { defineApp } from 'unicore-link';

/**
 * What a script can nest: its reply, at 112 bytes for each of LUAI_MAXCSTACK = 8,000 levels; C functions, of which Lua allows 200,
 * by string.gsub, whose frame is the largest, need half of it.
 */
const stackSize = 1_048_576;

export default defineApp({
  name: 'redis',
  // As the Makefiles of redis-server, lua, hiredis and hdr_histogram list them.
  sources: [
    'vendor/src/*.c',
    '!vendor/src/{ae_epoll,ae_evport,ae_kqueue,ae_select,cli_common,redis-benchmark,redis-cli,redisassert}.c',
    'vendor/deps/lua/src/*.c',
    '!vendor/deps/lua/src/{lua,luac,print}.c',
    'vendor/deps/hiredis/{alloc,async,hiredis,net,read,sds,sockcompat}.c',
    'vendor/deps/hdr_histogram/hdr_histogram.c',
  ],
  includes: [
    'port',
    'vendor/deps/hiredis',
    'vendor/deps/linenoise',
    'vendor/deps/lua/src',
    'vendor/deps/hdr_histogram',
  ],
  cflags: [
    '-DREDIS_STATIC=',
    '-DENABLE_CJSON_GLOBAL',
    '-DLUA_ANSI',
    '-DLUA_USE_MKSTEMP',
    // The table of the RDB compression is on the stack: 64 KiB instead of 512.
    '-DHLOG=13',
    '-DHDR_MALLOC_INCLUDE="hdr_redis_malloc.h"',
    '-Wno-missing-field-initializers',
    '-Wno-unused-parameter',
  ],
  // A request goes through many small functions of many files: a fifth more of them in a second.
  lto: true,
  providers: { libc: 'musl' },
  initrd: 'root',
  options: {
    kvmplat: { stackSize },
    metalplat: { stackSize },
    xenplat: { stackSize },
    lwip: { dns: false },
    'posix-fd': { max: 4096 },
  },
  run: {
    network: true,
    args: ['/etc/redis.conf'],
    publish: ['6379:6379'],
  },
});
