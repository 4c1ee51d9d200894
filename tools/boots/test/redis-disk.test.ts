import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Vm } from '@unicore/testkit';
import { bootTest } from '@unicore/testkit/vitest';
import { afterEach, beforeAll, beforeEach, expect } from 'vitest';

import { imageOf, onEachPlatform } from './example.ts';
import { connectRedis, isServing, type RedisClient } from './redis-client.ts';

type Boot = (image: string, options: object) => Promise<Vm>;
const tools = { env: { ...process.env, PATH: `/usr/sbin:/sbin:${process.env['PATH']}` } };

let folder: string;
let disk: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'uc-redis-'));
  disk = join(folder, 'disk.img');
  execFileSync('mke2fs', ['-q', '-t', 'ext4', '-b', '4096', '-J', 'size=4', disk, '32M'], tools);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function suite(platform: string): void {
  beforeAll(async () => void (await imageOf('redis', platform)), 900_000);

  bootTest('has after a restart what SAVE has saved, of each type', async ({ bootVm }) => {
    const withoutLog = ['--appendonly', 'no'];
    const { client, vm } = await serve(bootVm, withoutLog);
    await client.call('SET', 'text', 'größer\0');
    await client.call('SET', 'large', '0123456789abcdef'.repeat(400_000));
    await client.call('RPUSH', 'list', 'a', 'b');
    await client.call('HSET', 'hash', 'field', 'value');
    await client.call('ZADD', 'scores', '0.1', 'low', 'inf', 'high');
    await client.call('SET', 'later', 'value', 'EX', '1000');
    expect(await client.call('SAVE')).toBe('OK');
    await client.call('SET', 'unsaved', 'value');
    client.send('SHUTDOWN NOSAVE\r\n');
    expect((await vm.exit()).status, vm.console).toBe(0);
    execFileSync('e2fsck', ['-fn', disk], tools);

    const { client: again } = await serve(bootVm, withoutLog);

    expect(await again.call('DBSIZE')).toBe(6);
    expect(await again.call('GET', 'text')).toBe('größer\0');
    expect(await again.call('GETRANGE', 'large', '6399990', '-1')).toBe('6789abcdef');
    expect(await again.call('STRLEN', 'large')).toBe(6_400_000);
    expect(await again.call('LRANGE', 'list', '0', '-1')).toEqual(['a', 'b']);
    expect(await again.call('HGETALL', 'hash')).toEqual(['field', 'value']);
    expect(await again.call('ZRANGE', 'scores', '0', '-1', 'WITHSCORES')).toEqual([
      ...['low', '0.10000000000000001', 'high', 'inf'],
    ]);
    expect(await again.call('TTL', 'later')).toBeGreaterThan(0);
  });

  bootTest('loses nothing that it acknowledged, whenever it is stopped', async ({ bootVm }) => {
    const acknowledged = [0, 0, 0];

    for (const more of [5, 37, 90]) {
      const { client, vm } = await serve(bootVm, ['--appendfsync', 'always']);
      expectAtLeast(acknowledged, await counts(client, acknowledged));
      const writers = await Promise.all(acknowledged.map(() => connectRedis(vm.port(6379))));
      const enough = Promise.race(writers.map((writer, index) => count(writer, acknowledged, index, more)));

      await enough;
      await vm.stop();

      execFileSync('e2fsck', ['-fp', disk], tools);
    }

    const { client } = await serve(bootVm, ['--appendfsync', 'always']);
    expectAtLeast(acknowledged, await counts(client, acknowledged));
    expect(Math.max(...acknowledged)).toBeGreaterThanOrEqual(90);
  });

  bootTest('keeps what it acknowledged when the disk is full', async ({ bootVm }) => {
    execFileSync('mke2fs', ['-F', '-q', '-t', 'ext4', '-b', '4096', '-J', 'size=4', disk, '10M'], tools);
    const value = 'x'.repeat(64 * 1024);
    const { client, vm } = await serve(bootVm, ['--appendfsync', 'always']);
    let kept = 0;
    await expect(
      (async () => {
        while ((await client.call('SET', `key${kept}`, value)) === 'OK') kept++;
      })(),
    ).rejects.toThrow('ended the connection');
    expect((await vm.exit()).status).toBe(1);
    expect(vm.console).toContain("Can't recover from AOF write error");

    const { client: again, vm: second } = await serve(bootVm, []);

    expect(await again.call('DBSIZE')).toBe(kept);
    expect(kept).toBeGreaterThan(32);
    for (let key = 0; key < kept; key++) expect(await again.call('STRLEN', `key${key}`)).toBe(value.length);
    await refusedAsFull(again, value);
    await second.stop();
    execFileSync('e2fsck', ['-fp', disk], tools);
  });

  async function serve(bootVm: Boot, more: readonly string[]): Promise<{ vm: Vm; client: RedisClient }> {
    const vm = await bootVm(await imageOf('redis', platform), {
      publish: ['6379'],
      memoryMib: 64,
      disks: [disk],
      parameters: ['vfs.mount=ext4:blk0:/data'],
      args: ['/etc/redis.conf', ...more],
    });
    await isServing(vm);
    return { vm, client: await connectRedis(vm.port(6379)) };
  }
}

onEachPlatform('Redis with a disk of ext4', suite);

/** With appendfsync everysec, a full disk ends no server: it refuses what it cannot log. */
async function refusedAsFull(client: RedisClient, value: string): Promise<void> {
  for (;;) {
    const answer = await client.call('SET', 'more', value);
    if (answer === 'OK') continue;
    expect(answer).toMatchObject({ message: expect.stringContaining('MISCONF') });
    return;
  }
}

async function counts(client: RedisClient, counters: readonly number[]): Promise<readonly number[]> {
  const replies = await client.pipeline(counters.map((_, index) => ['GET', `counter${index}`]));
  return replies.map(Number);
}

function expectAtLeast(acknowledged: readonly number[], found: readonly number[]): void {
  found.forEach((value, index) => expect(value).toBeGreaterThanOrEqual(acknowledged[index] ?? 0));
}

/** Counts up until the server is gone, and keeps what it acknowledged; resolves after (more) of them. */
function count(client: RedisClient, acknowledged: number[], index: number, more: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const goOn = async (): Promise<void> => {
      for (let done = 0; ; done++) {
        if (done === more) resolve();
        acknowledged[index] = Number(await client.call('INCR', `counter${index}`));
      }
    };
    goOn().catch(reject);
  });
}
