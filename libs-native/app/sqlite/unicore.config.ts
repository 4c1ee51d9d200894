import { defineApp } from 'unicore-link';

/** For expressions 1,000 deep and JSON 2,000 deep, SQLite's limits, which it walks by recursion. */
const stackSize = 524_288;

export default defineApp({
  name: 'sqlite3',
  sources: ['vendor/generated/*.c'],
  includes: ['vendor/generated'],
  cflags: [
    '-DSQLITE_THREADSAFE=0',
    '-DSQLITE_OMIT_LOAD_EXTENSION',
    '-DSQLITE_ENABLE_COLUMN_METADATA',
    '-DSQLITE_ENABLE_DBSTAT_VTAB',
    '-DSQLITE_ENABLE_FTS5',
    '-DSQLITE_ENABLE_MATH_FUNCTIONS',
    '-DSQLITE_ENABLE_RTREE',
    '-DHAVE_FDATASYNC=1',
    '-DHAVE_GMTIME_R=1',
    '-DHAVE_LOCALTIME_R=1',
    '-DHAVE_USLEEP=1',
  ],
  options: {
    kvmplat: { stackSize },
    metalplat: { stackSize },
    xenplat: { stackSize },
  },
  run: { parameters: ['vfs.mount=ramfs::/tmp'] },
});
