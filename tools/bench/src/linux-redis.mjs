import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { linuxGuest } from './linux-guest.mjs';
import { peer } from './peer.mjs';

/** Redis as the benchmark wants it of both sides: nothing is written to a disk. */
export const redisConfig = `bind * -::*
protected-mode no
save ""
appendonly no
maxclients 1000
`;

/** A Linux guest with Debian's redis-server. Beside it, in `packages`, lies redis-benchmark. */
export function linuxRedis(cacheFolder) {
  const folder = join(cacheFolder, 'linux-redis');
  return linuxGuest({
    platform: 'kvm',
    folder,
    address: peer.address,
    packages: ['redis-server', 'redis-tools', 'libatomic1', 'libjemalloc2', 'liblzf1'],
    fill(tree, unpacked, program) {
      program(join(unpacked, 'usr/bin/redis-check-rdb'), 'usr/bin/redis-server');
      writeFileSync(join(tree, 'etc/redis.conf'), redisConfig);
    },
    command: 'exec /usr/bin/redis-server /etc/redis.conf',
  });
}

/** The client, and what it finds its libraries by. */
export function redisBenchmark(cacheFolder) {
  const unpacked = join(cacheFolder, 'linux-redis/packages');
  return { program: join(unpacked, 'usr/bin/redis-benchmark'), unpacked };
}
