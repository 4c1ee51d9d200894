import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { linuxGuest } from './linux-guest.mjs';

/** ext4 on a virtio disk. */
const modules = ['virtio_blk', 'crc16', 'crc32c_generic', 'libcrc32c', 'mbcache', 'jbd2', 'ext4'];

/**
 * A Linux guest that runs speedtest1, compiled by the host's gcc for its glibc from the sources and with the `flags` of the
 * port, and ends. Its arguments stand in the kernel's command line, `bench.args=` and commas between them; a disk is mounted.
 */
export function linuxSqlite(cacheFolder, { sources, includes, flags }) {
  return linuxGuest({
    platform: 'kvm',
    folder: join(cacheFolder, 'linux-sqlite'),
    modules,
    fill(tree) {
      mkdirSync(join(tree, 'data'));
      const to = join(tree, 'bin/speedtest1');
      execFileSync('gcc', ['-O2', '-static', '-w', ...flags, `-I${includes}`, '-o', to, ...sources, '-lm']);
    },
    command: `[ ! -b /dev/vda ] || /bin/busybox mount -t ext4 /dev/vda /data
for word in $(/bin/busybox cat /proc/cmdline); do
  case $word in
  bench.args=*) /bin/speedtest1 $(echo \${word#bench.args=} | /bin/busybox tr , ' ') ;;
  esac
done
/bin/busybox sync
/bin/busybox reboot -f`,
  });
}
