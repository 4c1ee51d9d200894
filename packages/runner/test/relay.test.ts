import { createHash, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buffer, text } from 'node:stream/consumers';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { captureCommand, findFreePort, findProgram } from '../src/index.ts';

const native = join(import.meta.dirname, '../native/usernet');
const peerProgram = join(import.meta.dirname, 'guests/peer.mjs');
const folder = mkdtempSync(join(tmpdir(), 'unicore-relay-'));
/** For memory as users have it, and one that stops at each wrong access. */
const plain = join(folder, 'usernet');
const checked = join(folder, 'usernet-checked');
const mebibyte = 1024 * 1024;

const namespaces =
  (await captureCommand('unshare', ['--user', '--map-root-user', '--net', 'true'])).status === 0;
const where = namespaces ? '' : ' (left out: this system lets nobody make namespaces)';

beforeAll(async () => {
  const sources = readdirSync(native)
    .filter((name) => name.endsWith('.c'))
    .map((name) => join(native, name));
  const flags = ['-std=gnu11', '-g', '-O1', '-Wall', '-Wextra', '-Werror'];
  const checks = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
  for (const [program, more] of [
    [plain, []],
    [checked, checks],
  ] as const) {
    const { status, stderr } = await captureCommand('gcc', [...flags, ...more, '-o', program, ...sources]);
    if (status !== 0) throw new Error(stderr);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.runIf(namespaces)(`the relay${where}`, () => {
  let peer: Peer;
  beforeAll(async () => {
    peer = await startPeer(checked);
  });
  afterEach(() => expect(runs(peer.relay)).toBe(true));
  afterAll(() => peer.stop());

  it('passes large bodies on, both ways at once', async () => {
    const body = randomBytes(24 * mebibyte);
    const socket = peer.connect(7);
    socket.end(body);

    expect(sha256(await buffer(socket))).toBe(sha256(body));
  });

  it('passes the end of the client on, and the answer that follows it', async () => {
    const body = randomBytes(8 * mebibyte);
    const socket = peer.connect(8);
    socket.end(body);

    expect(await text(socket)).toBe(sha256(body));
  });

  it('passes the end of the guest on, and what the client sends after it', async () => {
    const body = randomBytes(8 * mebibyte);
    const socket = peer.connect(9);
    // Not text(): that would close the socket.
    const words: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => words.push(chunk));
    await once(socket, 'end');
    expect(Buffer.concat(words).toString()).toBe('that is all');
    socket.end(body);

    expect(await peer.line(/^read after the end/)).toBe(`read after the end: ${sha256(body)}`);
  });

  it('serves many connections at once, each with its own bytes', async () => {
    const bodies = Array.from({ length: 400 }, () => randomBytes(20_000));
    const sockets = bodies.map(() => peer.connect(7));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    const answers = await Promise.all(
      sockets.map((socket, index) => {
        socket.end(bodies[index] ?? '');
        return buffer(socket);
      }),
    );

    expect(answers.map(sha256)).toEqual(bodies.map(sha256));
    await expect.poll(() => connectionsOf(peer.relay), { timeout: 20_000 }).toBe(peer.resting);
  });

  it('passes a reset of the guest on', async () => {
    const socket = peer.connect(10);
    socket.write('reset me');
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];

    expect(error.code).toBe('ECONNRESET');
  });

  it('passes a reset of the client on', async () => {
    const socket = peer.connect(13);
    await once(socket, 'data');
    socket.resetAndDestroy();

    expect(await peer.line(/^error at 13/)).toMatch(/ECONNRESET|EPIPE/);
    await expect.poll(() => connectionsOf(peer.relay), { timeout: 20_000 }).toBe(peer.resting);
  });

  it('resets the client where nobody listens at the guest', async () => {
    const socket = peer.connect('nobody');
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];

    expect(error.code).toBe('ECONNRESET');
  });

  it('keeps datagrams of many clients apart, the longest too', async () => {
    const clients = Array.from({ length: 50 }, (_, index) =>
      `${index}:`.padEnd(index === 0 ? 65_000 : 100, 'x'),
    );

    expect(await Promise.all(clients.map((message) => udpEcho(peer.udpPort, message)))).toEqual(clients);
  });
});

describe.runIf(namespaces)(`back pressure in the relay${where}`, () => {
  let peer: Peer;
  beforeAll(async () => {
    peer = await startPeer(plain);
  });
  afterAll(() => peer.stop());

  it('holds a client back whose guest does not read, with little memory, and loses nothing', async () => {
    const chunk = randomBytes(mebibyte);
    const total = 256;
    const socket = peer.connect(11);
    let sent = 0;
    const sending = (async () => {
      for (; sent < total; sent++) await new Promise((resolve) => socket.write(chunk, resolve));
      socket.end();
    })();
    const answer = text(socket);
    await settled(() => sent);
    // What the buffers of four sockets in the kernel take, and no more.
    expect(sent).toBeLessThan(total / 2);
    expect(residentMib(peer.relay)).toBeLessThan(8);
    peer.connect(12).resume().end();
    await sending;
    const hash = createHash('sha256');
    for (let i = 0; i < total; i++) hash.update(chunk);

    expect(await answer).toBe(hash.digest('hex'));
    expect(residentMib(peer.relay)).toBeLessThan(8);
  });

  it('holds a guest back whose client does not read, and ends both when the client goes', async () => {
    const socket = peer.connect(13);
    await once(socket, 'connect');
    socket.pause();
    // Others are served meanwhile.
    const other = peer.connect(8);
    other.end('short');
    expect(await text(other)).toBe(sha256(Buffer.from('short')));
    expect(residentMib(peer.relay)).toBeLessThan(8);
    socket.destroy();

    await expect.poll(() => connectionsOf(peer.relay), { timeout: 20_000 }).toBe(peer.resting);
  });
});

it.runIf(namespaces)(
  `nothing is left when the runner is killed: guest, relay, namespace${where}`,
  async () => {
    const script = `
    const { spawn } = await import('node:child_process');
    const guest = spawn(${JSON.stringify(plain)}, ['-s', '1', '--', 'sleep', '1000'], { stdio: ['ignore', 'pipe', 'inherit'] });
    guest.stdout.once('data', () => console.log(String(guest.pid)));
    setInterval(() => {}, 1000);`;
    const runner = execa(process.execPath, ['--input-type=module', '--eval', script], {
      reject: false,
      buffer: false,
    });
    const [line] = (await once(runner.stdout, 'data')) as [Buffer];
    const guest = Number(line.toString());
    const relay = childOf(guest);
    const namespace = namespaceOf(guest);
    expect([namespaceOf(relay), namespace === namespaceOf(process.pid)]).toEqual([namespace, false]);
    runner.kill('SIGKILL');
    await runner;

    await expect.poll(() => [guest, relay].filter(runs), { timeout: 20_000 }).toEqual([]);
    expect(processes().filter((pid) => namespaceOf(pid) === namespace)).toEqual([]);
  },
);

describe.runIf(namespaces && findProgram('setpriv'))(`where namespaces are forbidden${where}`, () => {
  const dist = join(import.meta.dirname, '../dist/index.js');
  // The limits are of each user namespace: one is made, and its own are lowered.
  it.each([
    ['user.max_user_namespaces', ['setpriv', '--bounding-set=-all', '--inh-caps=-all', '--']],
    ['user.max_net_namespaces', []],
  ])('the error says that %s does it, and what to set', async (name, without) => {
    const image = join(folder, 'image.json');
    const description = {
      schema: 1,
      name: 'true',
      platform: 'linuxu',
      architecture: 'x86_64',
      profile: 'size',
    };
    const json = JSON.stringify({
      ...description,
      image: '/bin/true',
      symbols: '/bin/true',
      run: { network: true },
    });
    const script = `
      const { writeFileSync } = await import('node:fs');
      const { start } = await import(${JSON.stringify(dist)});
      writeFileSync(${JSON.stringify(image)}, ${JSON.stringify(json)});
      await start(${JSON.stringify(image)}).catch((error) => console.log(error.code + ' ' + error.message + ' ' + error.hint));`;
    const bin = join(folder, 'bin-without-slirp4netns');
    const shell = `
      mkdir -p ${bin} && for f in gcc cc as ld setpriv; do ln -sf $(command -v $f) ${bin}/; done
      echo 0 > /proc/sys/${name.replaceAll('.', '/')} && PATH=${bin} exec "$@"`;
    const { stdout, stderr } = await captureCommand('unshare', [
      ...['--user', '--map-root-user', '--', 'sh', '-c', shell, 'sh', ...without],
      ...[process.execPath, '--input-type=module', '--eval', script],
    ]);

    expect(stderr).toBe('');
    expect(stdout).toContain('ERR_UNICORE_NETWORK_FAILED');
    expect(stdout).toContain(`sudo sysctl ${name}=10000`);
  });
});

interface Peer {
  readonly relay: number;
  /** Descriptors of the relay where no connection is open. */
  readonly resting: number;
  readonly udpPort: number;
  readonly connect: (port: number | 'nobody') => Socket;
  /** Waits for a line of the guest. */
  readonly line: (pattern: RegExp) => Promise<string>;
  readonly stop: () => Promise<void>;
}

async function startPeer(program: string): Promise<Peer> {
  const guestPorts = [7, 8, 9, 10, 11, 12, 13, 99];
  const hostPorts = await Promise.all(guestPorts.map(() => findFreePort()));
  const udpPort = await findFreePort();
  const child = execa(
    program,
    [
      ...['-s', '2', '-g', '10.0.2.2', '-p', `udp:127.0.0.1:${udpPort}:7`],
      ...guestPorts.flatMap((port, index) => ['-p', `tcp:127.0.0.1:${hostPorts[index]}:${port}`]),
      ...['--', process.execPath, peerProgram],
    ],
    { reject: false, buffer: false, stdin: 'ignore' },
  );
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const line = (pattern: RegExp): Promise<string> =>
    vi.waitUntil(() => lines.findLast((each) => pattern.test(each)), { timeout: 20_000 });
  await line(/^serving/);
  const relay = childOf(child.pid ?? 0);
  return {
    relay,
    resting: connectionsOf(relay),
    udpPort,
    connect: (port) =>
      connect({
        port: hostPorts[guestPorts.indexOf(port === 'nobody' ? 99 : port)] ?? 0,
        host: '127.0.0.1',
        allowHalfOpen: true,
      }),
    line,
    stop: async () => {
      child.kill('SIGKILL');
      await child;
    },
  };
}

/** Waits until a number has stopped growing: it stood still for a second. */
async function settled(read: () => number): Promise<void> {
  for (let before = -1; before !== read();) {
    before = read();
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function connectionsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

function residentMib(pid: number): number {
  return Number(/^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

function childOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
}

function processes(): readonly number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}

function namespaceOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return undefined;
  }
}

/** A process that nobody has waited for yet has no program any more. */
function runs(pid: number): boolean {
  try {
    return readlinkSync(`/proc/${pid}/exe`) !== '';
  } catch {
    return false;
  }
}

function udpEcho(port: number, message: string): Promise<string> {
  const socket = createSocket('udp4');
  return new Promise((resolve, reject) => {
    const send = (): void => socket.send(message, port, '127.0.0.1');
    const again = setInterval(send, 500); // Datagrams may be lost.
    socket.once('error', reject);
    socket.once('message', (answer) => {
      clearInterval(again);
      socket.close();
      resolve(answer.toString());
    });
    send();
  });
}
