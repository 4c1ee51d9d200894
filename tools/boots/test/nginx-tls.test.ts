import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect as connectHttp2 } from 'node:http2';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { promisify } from 'node:util';

import type { Vm } from '@unicore/testkit';
import { bootTest } from '@unicore/testkit/vitest';
import { beforeAll, expect } from 'vitest';

import { copyOf } from './copy-of.ts';
import { imageIn, onEachPlatform } from './example.ts';

/** Larger than all buffers between nginx and its client, and than a TLS record. */
const large = 'a line of text that is sent through TLS\n'.repeat(10_000);
const config = `daemon off; master_process off; error_log stderr crit;
events { worker_connections 256; }
http {
  include mime.types; access_log off; root html; ssl_session_cache shared:tls:1m;
  ssl_protocols TLSv1.2 TLSv1.3;
  ssl_certificate tls/server.pem; ssl_certificate_key tls/server.key;
  client_header_timeout 2s;
  server { listen 80; }
  server { listen 443 ssl http2; }
  server { listen 444 ssl; ssl_session_tickets off; ssl_client_certificate tls/client.pem; ssl_verify_client on; }
}
`;

const folder = withTls();
const tls = (name: string): string => readFileSync(join(folder, 'root/etc/nginx/tls', name), 'utf8');

onEachPlatform('nginx with TLS', (platform) => {
  // OpenSSL is some 900 sources.
  beforeAll(async () => void (await imageIn(folder, platform)), 900_000);

  bootTest('serves by TLS 1.2 and 1.3, and nothing older', async ({ bootVm }) => {
    const vm = await serve(bootVm);

    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const socket = await open(vm, { minVersion: version, maxVersion: version });
      expect(socket.getProtocol()).toBe(version);
      expect(await get(socket, '/large.txt')).toBe(large);
    }
    for (const cipher of ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-CHACHA20-POLY1305']) {
      const socket = await open(vm, { maxVersion: 'TLSv1.2', ciphers: cipher });
      expect(await get(socket, '/large.txt')).toBe(large);
    }
    const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(open(vm, old)).rejects.toThrow(/alert protocol version/);
    // As the port's README has it.
    const url = `https://localhost:${vm.port(443)}/large.txt`;
    const asked = ['-sS', '--cacert', join(folder, 'root/etc/nginx/tls/server.pem'), url];
    expect((await promisify(execFile)('curl', asked)).stdout).toBe(large);
    const stranger = { ca: tls('client.pem') };
    await expect(open(vm, stranger)).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  });

  bootTest('speaks HTTP/2 with those that ask for it by ALPN', async ({ bootVm }) => {
    const vm = await serve(bootVm);

    const session = connectHttp2(`https://localhost:${vm.port(443)}`, { ca: tls('server.pem') });
    const streams = Array.from({ length: 8 }, () =>
      session.request({ ':path': '/large.txt' }).setEncoding('utf8'),
    );
    for (const stream of streams) {
      let body = '';
      for await (const chunk of stream) body += String(chunk);
      expect(body).toBe(large);
    }
    session.close();
    expect((await open(vm, { ALPNProtocols: ['http/1.1'] })).alpnProtocol).toBe('http/1.1');
  });

  bootTest('resumes sessions: by tickets, and from its own cache', async ({ bootVm }) => {
    const vm = await serve(bootVm);
    const client = { cert: tls('client.pem'), key: tls('client.key') };

    for (const [port, version] of [
      [443, 'TLSv1.2'],
      [443, 'TLSv1.3'],
      [444, 'TLSv1.2'],
    ] as const) {
      const options = { ...client, minVersion: version, maxVersion: version } as const;
      const first = await open(vm, options, port);
      expect(first.isSessionReused()).toBe(false);
      await get(first, '/');
      const session = sessions.get(first);
      expect(session).toBeDefined();
      const second = await open(vm, { ...options, session }, port);
      expect(second.isSessionReused()).toBe(true);
      expect(await get(second, '/')).toContain('200 OK');
    }
  });

  bootTest('asks for a certificate of the client where it shall', async ({ bootVm }) => {
    const vm = await serve(bootVm);
    const ask = async (name?: string): Promise<string> => {
      const own = name === undefined ? {} : { cert: tls(`${name}.pem`), key: tls(`${name}.key`) };
      return await get(await open(vm, own, 444), '/');
    };

    expect(await ask('client')).toContain('HTTP/1.1 200 OK');
    expect(await ask()).toContain('400 No required SSL certificate was sent');
    expect(await ask('server')).toContain('400 The SSL certificate error');
  });

  bootTest('outlives handshakes that are none, end early or never end', async ({ bootVm }) => {
    const vm = await serve(bootVm);
    const hello = await clientHello();

    expect(await answerTo(vm, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')).toContain(
      'The plain HTTP request was sent to HTTPS port',
    );
    const bad = [
      Buffer.alloc(3000, 0xff),
      Buffer.concat([hello.subarray(0, 5), Buffer.alloc(hello.length - 5, 0xa5)]),
    ];
    for (const bytes of bad) {
      // An alert, or nothing, and the end. Spec: RFC 8446, section 6.
      expect([undefined, 0x15]).toContain((await answerTo(vm, bytes, 'latin1')).codePointAt(0));
    }
    for (let count = 1; count <= 16; count++) {
      const socket = await plain(vm);
      socket.write(hello.subarray(0, Math.ceil((hello.length * count) / 16)));
      if (count === 16) await once(socket, 'data');
      socket.resetAndDestroy();
    }
    const slow = await Promise.all(Array.from({ length: 4 }, () => plain(vm)));
    const ended = slow.map((socket) => once(socket.resume(), 'close'));
    for (const socket of slow) socket.write(hello.subarray(0, 20));

    expect(await get(await open(vm), '/')).toContain('200 OK');
    await Promise.all(ended);
    expect(await get(await open(vm), '/')).toContain('200 OK');
    expect(vm.console).not.toMatch(/panic|syscall:|alert|emerg|crit/);
  });

  async function serve(bootVm: (image: string, options: object) => Promise<Vm>): Promise<Vm> {
    const vm = await bootVm(await imageIn(folder, platform), {
      publish: ['80', '443', '444'],
      memoryMib: 16,
    });
    await vm.waitForLine(/^net0: /);
    for (;;) {
      if ((await vm.fetch('/').catch(() => undefined))?.status === 200) return vm;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
});

/** The port with OpenSSL, keys and certificates made just now, and a configuration of the suite's own. */
function withTls(): string {
  const copy = copyOf('nginx', 'tls');
  const settings = join(copy, 'unicore.config.ts');
  writeFileSync(settings, readFileSync(settings, 'utf8').replace('openssl: false', 'openssl: true'));
  writeFileSync(join(copy, 'root/etc/nginx/nginx.conf'), config);
  writeFileSync(join(copy, 'root/usr/share/nginx/html/large.txt'), large);
  const keys = join(copy, 'root/etc/nginx/tls');
  mkdirSync(keys);
  for (const name of ['server', 'client']) {
    const files = ['-keyout', join(keys, `${name}.key`), '-out', join(keys, `${name}.pem`)];
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-days', '2'];
    const names = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost'];
    execFileSync('openssl', ['req', '-x509', '-nodes', ...kind, ...names, ...files], { stdio: 'pipe' });
  }
  return copy;
}

/** The last session that a server gave, by its connection. */
const sessions = new WeakMap<TLSSocket, Buffer>();

async function open(vm: Vm, options: ConnectionOptions = {}, guest = 443): Promise<TLSSocket> {
  const socket = connectTls({
    host: '127.0.0.1',
    port: vm.port(guest),
    servername: 'localhost',
    ca: tls('server.pem'),
    ...options,
  });
  // By TLS 1.2 it comes with the handshake, by TLS 1.3 with what the server says next.
  socket.on('session', (session: Buffer) => sessions.set(socket, session));
  socket.on('error', () => socket.destroy());
  await once(socket, 'secureConnect');
  return socket;
}

/** Asks for a page and returns it with its head, or the body alone where the status is 200 and the page is a text. */
async function get(socket: TLSSocket, path: string): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  const closed = once(socket, 'close');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  await closed;
  const text = Buffer.concat(chunks).toString();
  return path.endsWith('.txt') ? text.slice(text.indexOf('\r\n\r\n') + 4) : text;
}

async function plain(vm: Vm): Promise<Socket> {
  const socket = connect(vm.port(443), '127.0.0.1');
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

async function answerTo(vm: Vm, bytes: string | Buffer, coding: BufferEncoding = 'utf8'): Promise<string> {
  const socket = await plain(vm);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  const closed = once(socket, 'close');
  socket.write(bytes);
  await closed;
  return Buffer.concat(chunks).toString(coding);
}

/** The first flight of a client, as it stands on the wire. */
async function clientHello(): Promise<Buffer> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = connectTls({ port, host: '127.0.0.1', servername: 'localhost' });
  client.on('error', () => client.destroy());
  const [peer] = (await once(server, 'connection')) as [Socket];
  const [bytes] = (await once(peer, 'data')) as [Buffer];
  client.destroy();
  peer.destroy();
  server.close();
  return bytes;
}
