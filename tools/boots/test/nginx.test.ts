import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';

import type { Vm } from '@unicore/testkit';
import { bootTest } from '@unicore/testkit/vitest';
import { expect } from 'vitest';

import { copyOf } from './copy-of.ts';
import { folderOf, imageIn, onEachPlatform } from './example.ts';

const page = readFileSync(join(folderOf('nginx'), 'root/usr/share/nginx/html/index.html'), 'utf8');
/** Compresses well, and is larger than all buffers between nginx and its client. */
const large = Array.from({ length: 20_000 }, (_, line) => `line ${line} of a large text\n`).join('');
const config = `daemon off; master_process off; error_log /dev/stderr;
events { worker_connections 2048; }
http {
  include mime.types; access_log off; gzip on; gzip_types text/plain;
  client_header_timeout 2s; client_body_timeout 2s; root html;
  server {
    listen 80; sendfile on;
    location ~ ^/hello/(?<name>[a-z]+)$ { return 200 "hello, $name\\n"; }
    location ~* \\.old$ { rewrite ^/(.*)\\.old$ /$1 permanent; }
    location /proxied/ { proxy_pass http://127.0.0.1:81/; }
    location /local/ { proxy_pass http://unix:/local.sock:/; }
  }
  server { listen 81; listen unix:/local.sock; sendfile off; access_log /dev/stdout; }
}
`;

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
}

const folder = changed();

onEachPlatform('nginx', (platform) => {
  bootTest('serves the page as nginx does anywhere', async ({ bootVm }) => {
    const vm = await serve(bootVm);

    const whole = await vm.fetch('/', { headers: { 'accept-encoding': 'identity' } });
    expect(whole.status).toBe(200);
    expect(whole.headers.get('server')).toBe('nginx/1.22.1');
    expect(whole.headers.get('content-type')).toBe('text/html');
    expect(whole.headers.get('content-length')).toBe(String(Buffer.byteLength(page)));
    expect(await whole.text()).toBe(page);
    const etag = whole.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[0-9a-f]+-264"$/);
    expect((await vm.fetch('/', { headers: { 'if-none-match': etag } })).status).toBe(304);
    const part = await vm.fetch('/index.html', { headers: { range: 'bytes=10-19' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 10-19/${Buffer.byteLength(page)}`);
    expect(await part.text()).toBe(page.slice(10, 20));
    expect((await vm.fetch('/', { headers: { range: 'bytes=9999-' } })).status).toBe(416);
    expect((await vm.fetch('/absent')).status).toBe(404);
    expect((await vm.fetch('/', { method: 'DELETE' })).status).toBe(405);
    expect(await raw(vm, 'nonsense\r\n\r\n')).toMatch(/400 Bad Request/);
  });

  bootTest('rewrites and answers by regular expressions', async ({ bootVm }) => {
    const vm = await serve(bootVm);

    expect(await (await vm.fetch('/hello/world')).text()).toBe('hello, world\n');
    expect((await vm.fetch('/hello/World')).status).toBe(404);
    const moved = await vm.fetch('/a/page.OLD', { redirect: 'manual' });
    expect(moved.status).toBe(404); // the location ignores case, its rewrite does not
    const old = await vm.fetch('/index.html.old', { redirect: 'manual' });
    expect([old.status, new URL(old.headers.get('location') ?? '').pathname]).toEqual([301, '/index.html']);
  });

  bootTest('sends large files by sendfile and without, and compressed', async ({ bootVm }) => {
    const vm = await serve(bootVm);

    for (const published of [80, 81]) {
      const plain = await get(vm, published, '/large.txt', 'identity');
      expect(plain.body.toString()).toBe(large);
      expect(plain.head).not.toMatch(/content-encoding/i);
      const packed = await get(vm, published, '/large.txt', 'gzip');
      expect(packed.head).toMatch(/content-encoding: gzip/i);
      expect(packed.body.length).toBeLessThan(large.length / 3);
      expect(gunzipSync(unchunk(packed.body)).toString()).toBe(large);
    }
  });

  bootTest('logs to /dev/stdout, where the image has lib-devfs', async ({ bootVm }) => {
    const vm = await serve(bootVm);

    expect(await (await fetch(`http://127.0.0.1:${vm.port(81)}/logged`)).text()).toMatch(/404 Not Found/);
    await vm.waitForLine(/ "GET \/logged HTTP\/1\.1" 404 /);
    expect(vm.console).toMatch(/\[error\] 1#\d+: \*\d+ open\(\) "[^"]*\/logged" failed/);
  });

  bootTest(
    'proxies to another server, of its own image, over TCP and by a socket among files',
    async ({ bootVm }) => {
      const vm = await serve(bootVm);

      expect(await (await vm.fetch('/proxied/')).text()).toBe(page);
      expect(await (await vm.fetch('/proxied/large.txt')).text()).toBe(large);
      expect(await (await vm.fetch('/local/large.txt')).text()).toBe(large);
    },
  );

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

  bootTest('takes and refuses bodies', async ({ bootVm }) => {
    const vm = await serve(bootVm);
    const post = (body: string): Promise<Response> => vm.fetch('/', { method: 'POST', body });

    expect((await post('x'.repeat(100_000))).status).toBe(405); // kept in a file on the way
    expect((await post('x'.repeat(2_000_000))).status).toBe(413);
    expect((await vm.fetch('/')).status).toBe(200);
  });

  bootTest('outlives clients that break off and serves those that send no more', async ({ bootVm }) => {
    const vm = await serve(bootVm);
    const request = 'GET /large.txt HTTP/1.1\r\nHost: a\r\n\r\n';

    for (let count = 0; count < 16; count++) {
      const socket = await open(vm.port(80));
      socket.write(request);
      if (count % 2 === 0) await new Promise((resolve) => socket.on('readable', resolve));
      socket.resetAndDestroy();
    }
    const halfOpen = await open(vm.port(80));
    halfOpen.end(request.replace('large.txt', ''));

    const [answer] = (await once(halfOpen, 'data')) as [Buffer];
    expect(String(answer)).toMatch(/^HTTP\/1\.1 200/);
    expect((await vm.fetch('/')).status).toBe(200);
    expect(vm.console).not.toMatch(/panic|syscall:|alert|emerg/);
  });

  bootTest('ends connections that never finish their request', async ({ bootVm }) => {
    const vm = await serve(bootVm);
    const slow = await Promise.all(Array.from({ length: 8 }, () => open(vm.port(80))));
    const ended = slow.map((socket) => new Promise((resolve) => socket.on('close', resolve)));

    for (const socket of slow) socket.resume().write('GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ');

    expect((await vm.fetch('/')).status).toBe(200);
    await Promise.all(ended);
    expect((await vm.fetch('/')).status).toBe(200);
    expect(vm.console).not.toMatch(/panic|syscall:|alert|emerg/);
  });

  bootTest('holds 1,000 connections at once and answers on each of them', async () => {
    const rootless = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
    const program = fileURLToPath(new URL('thousand.mjs', import.meta.url));
    const args = [...rootless, '--net', process.execPath, program, await imageIn(folder, platform), 'http'];

    const { stdout } = await promisify(execFile)('unshare', args);

    expect(JSON.parse(stdout)).toMatchObject({ answered: 1_000 });
  });

  async function serve(bootVm: (image: string, options: object) => Promise<Vm>): Promise<Vm> {
    const vm = await bootVm(await imageIn(folder, platform), { publish: ['80', '81'], memoryMib: 16 });
    await vm.waitForLine(/^net0: /);
    await answers(vm);
    return vm;
  }
});

/** The port with device files, a configuration and a large file of the suite's own. */
function changed(): string {
  const copy = copyOf('nginx', 'served');
  const manifest = join(copy, 'package.json');
  const { dependencies, ...rest } = JSON.parse(readFileSync(manifest, 'utf8')) as Manifest;
  const withDevices = { ...dependencies, '@unicore/lib-devfs': '0.0.0' };
  writeFileSync(manifest, JSON.stringify({ ...rest, dependencies: withDevices }));
  writeFileSync(join(copy, 'root/etc/nginx/nginx.conf'), config);
  writeFileSync(join(copy, 'root/usr/share/nginx/html/large.txt'), large);
  return copy;
}

/** nginx says nothing when it listens: asks until it answers, for as long as the test may take. */
async function answers(vm: Vm): Promise<void> {
  for (;;) {
    const response = await vm.fetch('/').catch(() => undefined);
    if (response?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function open(published: number): Promise<Socket> {
  const socket = connect(published, '127.0.0.1');
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** Sends bytes as they are and returns all that comes until the other side closes. */
async function receive(published: number, bytes: string): Promise<Buffer> {
  const socket = await open(published);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  const closed = once(socket, 'close');
  socket.write(bytes);
  await closed;
  return Buffer.concat(chunks);
}

async function raw(vm: Vm, bytes: string): Promise<string> {
  return String(await receive(vm.port(80), bytes));
}

async function get(
  vm: Vm,
  guest: number,
  path: string,
  coding: string,
): Promise<{ head: string; body: Buffer }> {
  const request = `GET ${path} HTTP/1.1\r\nHost: a\r\nAccept-Encoding: ${coding}\r\nConnection: close\r\n\r\n`;
  const answer = await receive(vm.port(guest), request);
  const end = answer.indexOf('\r\n\r\n');
  return { head: answer.toString('latin1', 0, end), body: answer.subarray(end + 4) };
}

/** Spec: RFC 9112, section 7.1. */
function unchunk(body: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; ;) {
    const line = body.indexOf('\r\n', at);
    const bytes = Number.parseInt(body.toString('latin1', at, line), 16);
    if (!(bytes > 0)) return Buffer.concat(pieces);
    pieces.push(body.subarray(line + 2, line + 2 + bytes));
    at = line + 4 + bytes;
  }
}
