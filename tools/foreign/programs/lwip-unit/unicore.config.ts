import { defineApp } from 'unicore-link';

/** lwIP's own unit tests with the options and the single-threaded system layer that they bring; port/check.h plays Check. */
export default defineApp({
  name: 'lwip-unit',
  sources: [
    'port/check.c',
    'vendor/src/{api,core}/*.c',
    'vendor/src/core/{ipv4,ipv6}/*.c',
    'vendor/src/netif/ethernet.c',
    'vendor/src/apps/mdns/*.c',
    'vendor/src/apps/mqtt/mqtt.c',
    'vendor/test/unit/**/*.c',
  ],
  includes: ['port', 'vendor/src/include', 'vendor/test/unit'],
  cflags: ['-w'],
});
