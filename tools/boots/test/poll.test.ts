import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import type { Vm } from '@unicore/testkit';
import { bootTest } from '@unicore/testkit/vitest';
import { expect } from 'vitest';

import { echoTcp, echoUdp } from './echo-client.ts';
import { imageOf, onEachPlatform } from './example.ts';
import { expectSuite } from './expect-suite.ts';

onEachPlatform('a program of POSIX that waits for descriptors', (platform) => {
  bootTest('finds what it expects of pipes, poll, select, epoll and sockets', async ({ bootVm }) => {
    const vm = await bootVm(await imageOf('poll', platform));

    const { status } = await vm.exit();

    expectSuite(vm.console, 'waiting', 7);
    expectSuite(vm.console, 'sockets', 3);
    expect(vm.console).not.toContain('syscall:');
    expect(status, vm.console).toBe(0);
  });

  bootTest('echoes streams of 256 KiB over several connections at once, by epoll', async ({ bootVm }) => {
    const vm = await serve(bootVm, 'serve', '7');
    const sent = Array.from({ length: 4 }, () => randomBytes(256 * 1024));

    const received = await Promise.all(sent.map((bytes) => echoTcp(vm.port(7), bytes)));

    received.forEach((bytes, index) => expect(bytes.equals(sent[index] ?? Buffer.of())).toBe(true));
  });

  bootTest('goes on serving others when clients break off', async ({ bootVm }) => {
    const vm = await serve(bootVm, 'serve', '7');
    const bytes = randomBytes(10_000);
    await echoTcp(vm.port(7), bytes);

    for (let count = 0; count < 8; count++) await breakOff(vm.port(7), count % 2 === 0);

    expect((await echoTcp(vm.port(7), bytes)).equals(bytes)).toBe(true);
    expect(vm.console).not.toContain('panic');
  });

  bootTest('echoes datagrams, by poll', async ({ bootVm }) => {
    const vm = await serve(bootVm, 'datagrams', '7/udp');

    for (const size of [1, 63, 1472]) {
      const bytes = randomBytes(size);
      expect((await echoUdp(vm.port(7, 'udp'), bytes)).equals(bytes)).toBe(true);
    }
  });

  bootTest('holds 1,000 connections at once and answers on each of them', async () => {
    const rootless = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
    const program = fileURLToPath(new URL('thousand.mjs', import.meta.url));
    const args = [...rootless, '--net', process.execPath, program, await imageOf('poll', platform), 'echo'];

    const { stdout } = await promisify(execFile)('unshare', args);

    expect(JSON.parse(stdout)).toMatchObject({ answered: 1_000 });
  });

  async function serve(
    bootVm: (image: string, options: object) => Promise<Vm>,
    what: string,
    publish: string,
  ): Promise<Vm> {
    const vm = await bootVm(await imageOf('poll', platform), { args: [what], publish: [publish] });
    await vm.waitForLine(/^ready/);
    return vm;
  }
});

/** Sends more than comes back before it resets the connection, at once or when the first bytes have come back. */
async function breakOff(port: number, afterBytes: boolean): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  const closed = once(socket, 'close');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(randomBytes(200_000));
  if (afterBytes) await Promise.race([once(socket, 'readable'), closed]);
  socket.resetAndDestroy();
  await closed;
}
