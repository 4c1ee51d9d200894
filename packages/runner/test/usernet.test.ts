import { createSocket } from 'node:dgram';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { captureCommand, findProgram, start } from '../src/index.ts';
import { type BuiltGuests, buildGuests } from './build-guests.ts';

const folder = mkdtempSync(join(tmpdir(), 'unicore-usernet-'));
const bin = join(folder, 'bin');
const isRoot = process.getuid?.() === 0;
const unprivileged = isRoot ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--'] : [];
/** As whom a test starts usernet itself: root, and one who has no rights at all. */
const users: [name: string, as: readonly string[]][] = isRoot
  ? ([
      ['root', []],
      ['nobody', unprivileged],
    ] as const)
  : ([['this user', []]] as const);
const namespaces = await allowed([...unprivileged, 'unshare', '--user', '--net', '--', 'true']);

let guests: BuiltGuests;
beforeAll(async () => {
  guests = await buildGuests();
  // All programs of the system but slirp4netns.
  mkdirSync(bin);
  for (const name of readdirSync('/usr/bin')) {
    if (name !== 'slirp4netns') symlinkSync(join('/usr/bin', name), join(bin, name));
  }
});
beforeEach(() => {
  vi.stubEnv('PATH', bin);
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
  return () => vi.unstubAllEnvs();
});
afterAll(() => {
  guests.remove();
  rmSync(folder, { recursive: true, force: true });
});

// Where the system refuses namespaces there is nothing to run; the errors below are tested everywhere.
describe.runIf(namespaces)('without slirp4netns', () => {
  it('a published port reaches the guest, and the user is told that there is no way out', async () => {
    const notes: string[] = [];
    const guest = await start(guests.linuxu({ network: true }), {
      args: ['echo'],
      publish: ['0:9/udp'],
      onNote: (line) => notes.push(line),
    });
    guest.console.resume();
    await guest.ready;
    try {
      expect(await udpEcho(guest.ports[0]?.hostPort ?? 0, 'through the pair')).toBe('through the pair');
      expect(notes).toEqual([expect.stringContaining('no way out')]);
    } finally {
      await guest.stop();
    }
    // The relay holds the port for as long as it lives.
    await expect.poll(() => isFree(guest.ports[0]?.hostPort ?? 0)).toBe(true);
  });

  it('the status of the image is passed on', async () => {
    const guest = await start(guests.linuxu({ network: true }), { args: ['exit', '7'] });
    guest.console.resume();

    expect((await guest.exited).status).toBe(7);
  });

  it('a signal that ends the image counts as 128 + its number', async () => {
    const guest = await start(guests.linuxu({ network: true }), { args: ['crash'] });
    guest.console.resume();

    expect((await guest.exited).status).toBe(128 + 6);
  });

  it.each(users)('usernet itself serves %s', async (_, as) => {
    await (
      await start(guests.linuxu({ network: true }), { args: ['exit', '0'] })
    ).exited;
    const cache = join(folder, 'cache/unicore/usernet');
    const program = join(folder, 'usernet');
    cpSync(join(cache, readdirSync(cache)[0] ?? ''), program);
    chmodSync(folder, 0o755);
    chmodSync(program, 0o755);
    const [command = '', ...args] = [...as, program, '-s', '1', '-t', '4', '--', 'true'];

    expect(await captureCommand(command, args)).toMatchObject({ status: 0, stdout: 'ready\n' });
  });

  it('a port that somebody took meanwhile is an error that names it', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const bound = server.address();
    const port = typeof bound === 'object' && bound ? bound.port : 0;
    const program = join(folder, 'usernet');
    const { status, stdout } = await captureCommand(program, [
      ...['-s', '1', '-p', `tcp:127.0.0.1:${port}:80`, '--', 'true'],
    ]);
    server.close();

    expect({ status, stdout }).toEqual({ status: 126, stdout: 'port 0 Address already in use\n' });
  });
});

it('without slirp4netns and without a compiler, the error says which package mends it', async () => {
  const bare = join(folder, 'bare');
  mkdirSync(bare, { recursive: true });
  vi.stubEnv('PATH', bare);
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'empty-cache'));

  await expect(start(guests.linuxu({ network: true }))).rejects.toMatchObject({
    code: 'ERR_UNICORE_PROGRAM_MISSING',
    hint: expect.stringContaining('apt-get install gcc libc6-dev'),
  });
});

async function allowed([command = '', ...args]: readonly string[]): Promise<boolean> {
  return findProgram('unshare') !== undefined && (await captureCommand(command, args)).status === 0;
}

function isFree(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    socket.once('error', () => resolve(false));
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => socket.close(() => resolve(true)));
  });
}

function udpEcho(port: number, message: string): Promise<string> {
  const socket = createSocket('udp4');
  return new Promise((resolve, reject) => {
    const send = (): void => socket.send(message, port, '127.0.0.1');
    const again = setInterval(send, 200); // A datagram may be lost while ARP has not answered yet.
    socket.once('error', reject);
    socket.once('message', (answer) => {
      clearInterval(again);
      socket.close();
      resolve(answer.toString());
    });
    send();
  });
}
