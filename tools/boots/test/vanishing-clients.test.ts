import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

import { afterEach, beforeAll, expect, test } from 'vitest';

import { copyWith } from './changed-copy.ts';
import { describeUnless, folderOf, imageIn, onEachPlatform } from './example.ts';
import { type Run, run } from './run.ts';
import { makeTestNetwork, noTestNetwork, router, tap, type TestNetwork } from './test-network.ts';

const guest = '10.9.0.50';
/** Of those who vanish: where nobody has it any more, nothing comes back from there, neither an end nor a reset. */
const lost = '10.9.0.7';
const rounds = 2;

const large = 'a line of a large text\n'.repeat(400_000);
const config = `daemon off; master_process off; error_log stderr crit;
events { worker_connections 64; }
http {
  access_log off; root html; keepalive_timeout 2s; send_timeout 2s;
  server { listen 80; location /status { stub_status; } }
}
`;
/** For fewer than vanish: nginx has six for itself and the files that it sends. */
const clients = 12;
const nginx = copyWith('nginx', 'vanishing', { 'posix-fd': { max: 6 + clients } });
writeFileSync(join(nginx, 'root/etc/nginx/nginx.conf'), config);
writeFileSync(join(nginx, 'root/usr/share/nginx/html/large.txt'), large);

const reason = noTestNetwork();

onEachPlatform('clients whose network vanishes', suite);

function suite(platform: string): void {
  const enough = ['linuxu', 'kvm'].includes(platform)
    ? undefined
    : 'the network stack is that of linuxu and kvm';
  describeUnless(reason ?? enough, 'in a network of its own', () => {
    const ends: (() => Promise<unknown>)[] = [];
    afterEach(async () => {
      for (const end of ends.splice(0).toReversed()) await end();
    });
    // What there is to build.
    beforeAll(async () => void (await imageIn(nginx, platform)), 900_000);
    beforeAll(async () => void (await imageIn(folderOf('redis'), platform)), 900_000);

    test('give back their descriptors in nginx, in the midst of an answer and between two', async () => {
      const { network } = await start(nginx, 16, []);
      const status = 'GET /status HTTP/1.0\r\n\r\n';
      for (let round = 0; round < rounds; round++) {
        for (const path of ['/large.txt', '/']) {
          const wanted = `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
          await vanishing(network, 80, clients / 2, wanted, 'HTTP/1.1 200 OK');
        }

        await until(async () => (await ask(network, 80, status)).includes('Active connections: 1 '));
      }
      expect(await ask(network, 80, 'GET /large.txt HTTP/1.0\r\n\r\n')).toContain(`\r\n\r\n${large}`);
    });

    test('give back their memory in Redis, which asks whether they live', async () => {
      // Each announces a value, for which Redis takes memory at once.
      const announced = 6 << 20;
      const writers = 8;
      const { network } = await start(folderOf('redis'), 128, ['/etc/redis.conf', '--tcp-keepalive', '1']);
      const used = async (): Promise<number> =>
        Number(/used_memory:(\d+)/.exec(await ask(network, 6379, 'INFO memory\r\nQUIT\r\n'))?.[1]);
      const before = await used();
      for (let round = 0; round < rounds; round++) {
        const wanted = `*3\r\n$3\r\nSET\r\n$1\r\nx\r\n$${announced}\r\n`;
        await vanishing(network, 6379, writers, `PING\r\n${wanted}`, '+PONG', () =>
          until(async () => (await used()) > before + writers * announced),
        );

        await until(async () =>
          (await ask(network, 6379, 'INFO clients\r\nQUIT\r\n')).includes('connected_clients:1\r'),
        );
        expect(await used()).toBeLessThan(before + announced);
      }
    });

    async function start(
      folder: string,
      memoryMib: number,
      args: readonly string[],
    ): Promise<{ network: TestNetwork }> {
      const network = await makeTestNetwork();
      ends.push(() => network.close());
      const parameters = ['--param', `net.addr=${guest}/24`, '--param', 'net.dhcp=0'];
      const options = ['--net', tap, '--memory', String(memoryMib), ...parameters];
      const server: Run = run(folder, platform, args, options, network.enter);
      ends.push(() => {
        server.process.kill('SIGTERM');
        return server.exit();
      });
      await server.printed(`net0: ${guest}/24`);
      return { network };
    }
  });
}

/** Connects so many times, waits for the first words of each answer and for (meanwhile), and takes the network away from them. */
async function vanishing(
  network: TestNetwork,
  port: number,
  count: number,
  request: string,
  answer: string,
  meanwhile: () => Promise<void> = async () => {},
): Promise<void> {
  network.run(['ip', 'addr', 'add', `${lost}/24`, 'dev', 'br0']);
  const script = `const { connect } = require('net');
    const [host, localAddress, port, count, request, answer] = process.argv.slice(1);
    for (let each = 0; each < count; each++) {
      const socket = connect({ host, port, localAddress }, () => socket.write(request));
      socket.once('readable', () => console.log(String(socket.read(answer.length))));
    }`;
  const args = [guest, lost, String(port), String(count), request, answer];
  const [program = '', ...prefix] = network.enter;
  const holder = spawn(program, [...prefix, process.execPath, '-e', script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(holder, 'exit');
  const answers: string[] = [];
  for await (const line of createInterface(holder.stdout)) if (answers.push(line) === count) break;
  expect(answers).toEqual(Array.from({ length: count }, () => answer));
  await meanwhile();
  network.run(['ip', 'addr', 'del', `${lost}/24`, 'dev', 'br0']);
  holder.kill('SIGKILL');
  await ended;
}

/** Sends a request from where the network stays, and returns all that comes until the end. */
async function ask(network: TestNetwork, port: number, request: string): Promise<string> {
  const script = `const [host, localAddress, port, request] = process.argv.slice(1);
    const socket = require('net').connect({ host, port, localAddress }, () => socket.write(request));
    socket.pipe(process.stdout);`;
  const [program = '', ...prefix] = network.enter;
  const args = [guest, router.ipv4, String(port), request];
  const client = spawn(program, [...prefix, process.execPath, '-e', script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return await text(client.stdout);
}

/** Asks again until it is so; the suite's time-out ends it where it never is. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 200));
}
