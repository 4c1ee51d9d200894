import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import type { Vm } from '@unicore/testkit';
import { bootTest } from '@unicore/testkit/vitest';
import { expect } from 'vitest';

import { folderOf, imageOf, onEachPlatform } from './example.ts';

const page = readFileSync(join(folderOf('webserver'), 'www/index.html'), 'utf8');

onEachPlatform('webserver', (platform) => {
  bootTest('serves files with type, ETag and ranges', async ({ bootVm }) => {
    const vm = await serve(bootVm);

    const whole = await vm.fetch('/');
    const etag = whole.headers.get('etag') ?? '';
    expect(whole.status).toBe(200);
    expect(whole.headers.get('content-type')).toMatch(/^text\/html/);
    expect(await whole.text()).toBe(page);
    expect(etag).toMatch(/^"[^"]+"$/);
    expect((await vm.fetch('/', { headers: { 'if-none-match': etag } })).status).toBe(304);
    const part = await vm.fetch('/index.html', { headers: { range: 'bytes=10-19' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 10-19/${Buffer.byteLength(page)}`);
    expect(await part.text()).toBe(page.slice(10, 20));
    expect((await vm.fetch('/', { headers: { range: `bytes=${page.length}-` } })).status).toBe(416);
  });

  bootTest('answers what it does not have or allow with the right status', async ({ bootVm }) => {
    const vm = await serve(bootVm);

    expect((await vm.fetch('/absent')).status).toBe(404);
    expect((await vm.fetch('/../etc/passwd')).status).toBe(404);
    expect((await vm.fetch('/', { method: 'DELETE' })).status).toBe(405);
    const head = await vm.fetch('/', { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([
      200,
      String(Buffer.byteLength(page)),
      '',
    ]);
    expect(await raw(vm, 'nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });

  bootTest('tells its state as JSON', async ({ bootVm }) => {
    const vm = await serve(bootVm);
    await vm.fetch('/');

    const answer = await vm.fetch('/status');
    const status = (await answer.json()) as Record<string, unknown>;

    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(JSON.stringify(status)).toMatch(/uptime/);
    expect(JSON.stringify(status)).toMatch(/memory/);
    expect(JSON.stringify(status)).toMatch(/requests/);
  });

  bootTest('answers pipelined requests in order on one connection', async ({ bootVm }) => {
    const vm = await serve(bootVm);
    const request = (path: string, close = false): string =>
      `GET ${path} HTTP/1.1\r\nHost: a\r\n${close ? 'Connection: close\r\n' : ''}\r\n`;

    const text = await raw(vm, request('/') + request('/absent') + request('/index.html', true));

    expect([...text.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => status)).toEqual([
      '200',
      '404',
      '200',
    ]);
  });

  bootTest('holds 1,000 connections at once and answers on each of them', async () => {
    const rootless = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
    const program = fileURLToPath(new URL('thousand.mjs', import.meta.url));
    const args = [...rootless, '--net', process.execPath, program, await imageOf('webserver', platform)];

    const { stdout } = await promisify(execFile)('unshare', args);

    const { answered, status } = JSON.parse(stdout) as {
      answered: number;
      status: { connections: { most: number } };
    };
    expect(answered).toBe(1_000);
    expect(status.connections.most).toBeGreaterThanOrEqual(1_000);
  });

  bootTest('runs twice at once, each guest with an address and ports of its own', async ({ bootVm }) => {
    await imageOf('webserver', platform);
    const [one, other] = await Promise.all([serve(bootVm), serve(bootVm)]);

    for (let count = 0; count < 3; count++) await one.fetch('/');
    const [busy = 0, idle = 0] = await Promise.all([one, other].map(requestsOf));
    expect(busy - idle).toBe(3);
    await one.stop();
    expect((await other.fetch('/')).status).toBe(200);
  });

  bootTest('ends a connection that never finishes its request', async ({ bootVm }) => {
    const vm = await serve(bootVm);
    const slow = await open(vm.port(80));
    slow.write('GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ');

    const closed = once(slow, 'close');
    slow.resume();

    await closed;
    expect((await vm.fetch('/')).status).toBe(200);
  });

  async function serve(
    bootVm: (image: string, options: object) => Promise<Vm>,
    options: object = {},
  ): Promise<Vm> {
    const vm = await bootVm(await imageOf('webserver', platform), { publish: ['80'], ...options });
    await vm.waitForLine(/^ready/);
    return vm;
  }
});

async function requestsOf(vm: Vm): Promise<number> {
  const { requests } = (await (await vm.fetch('/status')).json()) as { readonly requests: number };
  return requests;
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** Sends bytes as they are and returns all that comes until the other side closes. */
async function raw(vm: Vm, bytes: string): Promise<string> {
  await vm.fetch('/');
  const socket = await open(vm.port(80));
  let text = '';
  socket.on('data', (chunk) => (text += String(chunk)));
  const closed = once(socket, 'close');
  socket.write(bytes);
  await closed;
  return text;
}
