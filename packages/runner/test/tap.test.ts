import { createSocket } from 'node:dgram';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { captureCommand, findProgram, type Guest, start, type StartOptions } from '../src/index.ts';
import { mayMakeTaps } from '../src/network/may-make-taps.ts';
import { type BuiltGuests, buildGuests } from './build-guests.ts';

const dist = join(import.meta.dirname, '../dist/index.js');
const may = mayMakeTaps() && findProgram('ip') !== undefined;
const why = may ? '' : ' (left out: needs CAP_NET_ADMIN, /dev/net/tun and ip)';

let guests: BuiltGuests;
beforeAll(async () => {
  guests = await buildGuests();
});
afterAll(() => guests.remove());

describe.runIf(may)(`a tap of its own${why}`, () => {
  it.each(['tap', 'auto'])(
    'by %s: the guest answers at its own address and at a published port',
    async (network) => {
      const { guest, notes } = await started({ network, args: ['echo'], publish: ['0:9/udp'] });
      const [, tap = '', host, address = ''] =
        /^network: tap (\S+), here (\S+), the guest (\S+);/m.exec(notes.join('\n')) ?? [];
      try {
        expect(await addressesOf(tap)).toContain(`inet ${host}/24 `);
        expect(await udpEcho(address, 9, 'straight')).toBe('straight');
        expect(await udpEcho('127.0.0.1', guest.ports[0]?.hostPort ?? 0, 'by the relay')).toBe(
          'by the relay',
        );
      } finally {
        await guest.stop();
      }
      await expect.poll(() => addressesOf(tap)).toBe('');
    },
  );

  it('follows the address that the image was told', async () => {
    const parameters = ['net.addr=10.211.7.20/24', 'net.gw=10.211.7.1'];
    const { guest, notes } = await started({ network: 'tap', args: ['echo'], parameters });
    try {
      expect(notes.join('\n')).toContain('here 10.211.7.1, the guest 10.211.7.20');
      expect(await udpEcho('10.211.7.20', 9, 'there')).toBe('there');
    } finally {
      await guest.stop();
    }
  });

  it('takes no addresses that the host has, nor those of another guest', async () => {
    const parameters = ['net.addr=10.211.9.20/24'];
    const { guest } = await started({ network: 'tap', args: ['wait'], parameters });
    const again = { network: 'tap', args: ['wait'], parameters };
    try {
      await expect(start(guests.linuxu(), again)).rejects.toMatchObject({
        code: 'ERR_UNICORE_NETWORK_TAKEN',
      });
    } finally {
      await guest.stop();
    }
    // And they are free again.
    const { guest: next } = await started(again);
    await next.stop();
  });

  it('gives guests that start at once a network each', async () => {
    const both = await Promise.all([1, 2, 3].map(() => started({ network: 'tap', args: ['echo'] })));
    const addresses = both.map(({ notes }) => /the guest (\S+);/.exec(notes.join('\n'))?.[1] ?? '');
    try {
      expect(new Set(addresses).size).toBe(3);
      for (const address of addresses) expect(await udpEcho(address, 9, address)).toBe(address);
    } finally {
      await Promise.all(both.map(({ guest }) => guest.stop()));
    }
  });

  it('names the guest itself as the URL where its port is not published', async () => {
    const { guest } = await started(
      { network: 'tap', args: ['wait'] },
      { url: 'http://localhost:{port:80}/' },
    );
    await guest.stop();

    expect(guest.url).toMatch(/^http:\/\/10\.0\.\d+\.15:80\/$/);
  });

  it.each(['linuxu', 'kvm'] as const)(
    'on %s leaves nothing behind when the runner is killed',
    async (platform) => {
      if (platform === 'kvm' && !findProgram('qemu-system-x86_64')) return;
      // -S: QEMU waits, and no processor starts.
      const options = { network: 'tap', args: ['wait'], publish: ['0:80'], monitorArgs: ['-S'] };
      const script = `
      const { start } = await import(${JSON.stringify(dist)});
      const notes = [];
      const guest = await start(${JSON.stringify(guests[platform]())},
        { ...${JSON.stringify(options)}, onNote: (line) => notes.push(line) });
      guest.console.resume();
      console.log(guest.pid + ' ' + notes.join(' '));
      setInterval(() => {}, 1000);`;
      const runner = execa(process.execPath, ['--input-type=module', '--eval', script], {
        reject: false,
        buffer: false,
      });
      const line = await new Promise<string>((resolve) =>
        runner.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())),
      );
      const tap = /network: tap (\S+),/.exec(line)?.[1] ?? '';
      const relay = Number(childOf(Number.parseInt(line, 10)));
      expect(await addressesOf(tap)).toContain('inet 10.');
      expect(relay).toBeGreaterThan(0);
      runner.kill('SIGKILL');
      await runner;

      await expect.poll(() => addressesOf(tap), { timeout: 20_000 }).toBe('');
      await expect.poll(() => runs(relay), { timeout: 20_000 }).toBe(false);
    },
  );
});

async function started(
  options: StartOptions,
  run: object = {},
): Promise<{ guest: Guest; notes: readonly string[] }> {
  const notes: string[] = [];
  const guest = await start(guests.linuxu({ network: true, ...run }), {
    ...options,
    onNote: (line) => notes.push(line),
  });
  guest.console.resume();
  await guest.ready;
  return { guest, notes };
}

/** Nothing where there is no such device. */
async function addressesOf(device: string): Promise<string> {
  return (await captureCommand('ip', ['-4', 'addr', 'show', 'dev', device])).stdout;
}

function childOf(pid: number): string | undefined {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0];
}

/** A process that nobody has waited for yet has no program any more. */
function runs(pid: number): boolean {
  try {
    return readdirSync('/proc').includes(String(pid)) && readlinkSync(`/proc/${pid}/exe`) !== '';
  } catch {
    return false;
  }
}

function udpEcho(address: string, port: number, message: string): Promise<string> {
  const socket = createSocket('udp4');
  return new Promise((resolve, reject) => {
    const send = (): void => socket.send(message, port, address);
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
