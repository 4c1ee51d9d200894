import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';

import type { BootOptions, Vm } from '@unicore/testkit';
import { bootTest } from '@unicore/testkit/vitest';
import { beforeAll, expect } from 'vitest';

import { copyWith } from './changed-copy.ts';
import { folderOf, imageIn, imageOf, onEachPlatform } from './example.ts';
import { connectRedis, isServing, type RedisClient } from './redis-client.ts';

type Boot = (image: string, options: BootOptions) => Promise<Vm>;

/** Three for the console, two or three that nginx keeps for itself; the rest is for clients and the files that they ask for. */
const descriptors = 20;
const page = readFileSync(join(folderOf('nginx'), 'root/usr/share/nginx/html/index.html'), 'utf8');
const large = 'a line of a large text\n'.repeat(40_000);
const config = `daemon off; master_process off; error_log stderr crit;
events { worker_connections 64; }
http {
  access_log off; root html; client_body_buffer_size 1000m; client_max_body_size 1000m;
  server { listen 80; location /bodies/ { proxy_pass http://127.0.0.1:80/; } }
}
`;
const nginx = copyWith('nginx', 'short', { 'posix-fd': { max: descriptors } });
writeFileSync(join(nginx, 'root/etc/nginx/nginx.conf'), config);
writeFileSync(join(nginx, 'root/usr/share/nginx/html/large.txt'), large);
/** Redis keeps 32 for itself. */
const redis = copyWith('redis', 'short', { 'posix-fd': { max: 32 + 6 } });

onEachPlatform('nginx', (platform) => {
  beforeAll(async () => void (await imageIn(nginx, platform)), 900_000);

  bootTest('says that it has no descriptors left, and goes on when it has', async ({ bootVm }) => {
    const vm = await serve(bootVm);
    const clients: Socket[] = [];
    for (let count = 0; count < descriptors; count++) {
      const client = await open(vm.port(80));
      client.write('GET / HTTP/1.0\r\nX-Slow: ');
      clients.push(client);
    }
    await vm.waitForLine(/accept4?\(\) failed \(24: /);

    const [first, ...others] = clients.map(answerOf);
    clients[0]?.write('x\r\n\r\n');
    expect(await first).toMatch(/^HTTP\/1\.1 500 /);
    clients.slice(1).forEach((client) => client.write('x\r\n\r\n'));

    for (const answer of await Promise.all(others)) expect(answer).toMatch(/^HTTP\/1\.1 (200|500) /);
    expect(await (await vm.fetch('/')).text()).toBe(page);
  });

  bootTest('refuses what it has no memory for, and goes on', async ({ bootVm }) => {
    const vm = await serve(bootVm);
    for (let count = 0; count < 8; count++) {
      const client = await open(vm.port(80));
      client.write('POST /bodies/ HTTP/1.0\r\nContent-Length: 500000000\r\n\r\nx');

      expect(await answerOf(client)).toMatch(/^HTTP\/1\.1 500 /);
    }
    expect(await (await vm.fetch('/')).text()).toBe(page);
  });

  bootTest('serves others during a flood of requests whose answers nobody reads', async ({ bootVm }) => {
    const vm = await serve(bootVm);
    const flood = 'GET /large.txt HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(10_000);
    const clients: Socket[] = [];
    for (let count = 0; count < 3; count++) {
      const client = await open(vm.port(80));
      client.write(flood);
      clients.push(client);
    }

    for (let count = 0; count < 10; count++) {
      expect(await (await vm.fetch('/', { headers: { connection: 'close' } })).text()).toBe(page);
      const gone = await open(vm.port(80));
      gone.write(flood.slice(0, 1_000));
      gone.resetAndDestroy();
    }
    clients.forEach((client) => client.resetAndDestroy());
    expect(await (await vm.fetch('/large.txt')).text()).toBe(large);
  });

  async function serve(bootVm: Boot): Promise<Vm> {
    const vm = await bootVm(await imageIn(nginx, platform), { publish: ['80'], memoryMib: 16 });
    await vm.waitForLine(/^net0: /);
    await vm.fetch('/', { headers: { connection: 'close' } });
    return vm;
  }
});

onEachPlatform('Redis', (platform) => {
  beforeAll(async () => void (await imageIn(redis, platform)), 900_000);

  bootTest('takes as many clients as it has descriptors for', async ({ bootVm }) => {
    const { vm, client } = await serve(bootVm, await imageIn(redis, platform));
    expect(vm.console).toContain('maxclients has been reduced to 6');
    const others: RedisClient[] = [];
    for (let count = 0; count < 5; count++) {
      const other = await connectRedis(vm.port(6379));
      expect(await other.call('PING')).toBe('PONG');
      others.push(other);
    }

    const seventh = await connectRedis(vm.port(6379));

    expect(await seventh.ended()).toEqual([
      expect.objectContaining({ message: 'ERR max number of clients reached' }),
    ]);
    expect(await client.call('SAVE')).toBe('OK');
    others.forEach((other) => other.close());
    await until(async () => /connected_clients:1\r/.test(String(await client.call('INFO', 'clients'))));
    expect(await (await connectRedis(vm.port(6379))).call('PING')).toBe('PONG');
  });

  bootTest('ends clients that ask and never read, and answers who sends no more', async ({ bootVm }) => {
    const limit = ['--client-output-buffer-limit', 'normal', '1mb', '0', '0'];
    const { vm, client } = await serve(bootVm, await imageOf('redis', platform), limit);
    await client.call('SET', 'value', 'x'.repeat(64 * 1024));
    for (let count = 1; count <= 4; count++) {
      const flood = await open(vm.port(6379));
      flood.write('GET value\r\n'.repeat(10_000));

      await until(async () => vm.console.split('overcoming of output buffer limits').length > count);
      flood.destroy();
      expect(await client.call('PING')).toBe('PONG');
    }

    const halfOpen = await connectRedis(vm.port(6379));
    halfOpen.socket.end('PING\r\n');
    expect(await halfOpen.ended()).toEqual(['PONG']);
    await until(async () => /connected_clients:1\r/.test(String(await client.call('INFO', 'clients'))));
  });

  async function serve(bootVm: Boot, image: string, more: readonly string[] = []) {
    const args = ['/etc/redis.conf', ...more];
    const vm = await bootVm(image, { publish: ['6379'], memoryMib: 64, args });
    await isServing(vm);
    return { vm, client: await connectRedis(vm.port(6379)) };
  }
});

async function open(published: number): Promise<Socket> {
  const socket = connect(published, '127.0.0.1');
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** All that comes until the other side closes. */
async function answerOf(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(socket, 'close');
  return text;
}

/** Asks again until it is so; the suite's time-out ends it where it never is. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}
