// Redis under load, in a network namespace of its own: run as `unshare --net node redis-load.mjs`. Prints the rows as JSON.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { buildApp } from '@unicore/testkit';

import { requestCounter } from './count-requests.mjs';
import { startGuest } from './guest.mjs';
import { withCopy } from './images.mjs';
import { libraryPath } from './linux-guest.mjs';
import { linuxRedis, redisBenchmark, redisConfig } from './linux-redis.mjs';
import { startLinux } from './linux-run.mjs';
import { guestAddress } from './peer.mjs';
import { readRates } from './redis-rates.mjs';
import { ratios, spread } from './statistics.mjs';
import { setUpTap, tap } from './tap-network.mjs';

const [cacheFolder = mkdtempSync(join(tmpdir(), 'unicore-bench-'))] = process.argv.slice(2);
const rounds = 3;
/** Long beside the second in which QEMU translates the guest's code. */
const requests = 600_000;
const memoryMib = 64;
const commands = ['SET', 'GET'];

setUpTap();
process.stdout.write(JSON.stringify(await withCopy('redis', figures)));

async function figures(folder) {
  writeFileSync(join(folder, 'root/etc/redis.conf'), redisConfig);
  const [image] = await buildApp(folder, { plat: ['kvm'], profile: 'speed' });
  const unicore = [];
  const linux = [];
  for (let round = 0; round < rounds; round++) {
    unicore.push(await serving(startImage(image), () => load(commands)));
    linux.push(await serving(startLinux(linuxRedis(cacheFolder), { tap }), () => load(commands)));
  }
  const counts = await countRequests(image);
  return commands.map((command, index) => {
    const [ours, theirs] = [unicore, linux].map((rates) => rates.map((rate) => rate[command]));
    return {
      what: `redis, kvm, \`speed\`, ${command}, pipeline 16, 30 connections, tap: requests/s against a Linux guest with Debian's redis-server; guest instructions a request`,
      value: `${spread(ratios(ours, theirs), 2)} times (${spread(ours)} against ${spread(theirs)} a second); ${(counts[index] / 1000).toFixed(2)} k`,
      goal: '2.5 times',
    };
  });
}

/** What a request of each command costs an image; on a run of its own, since the plugin costs time. */
async function countRequests(image) {
  const counter = requestCounter(image);
  return serving(startImage(image, counter.args), async () => {
    const counts = [];
    for (const command of commands) {
      const { perRequest } = await counter.count(() => {
        load([command]);
        return requests;
      });
      counts.push(perRequest);
    }
    return counts;
  });
}

function startImage(image, monitorArgs = []) {
  const parameters = [`net.addr=${guestAddress}/24`];
  return startGuest(image, { network: `tap:${tap}`, memoryMib, parameters, monitorArgs });
}

async function serving(starting, use) {
  const guest = await starting;
  try {
    await answers(guest.text);
    return await use();
  } finally {
    await guest.stop();
  }
}

/** Requests a second of each command. */
function load(chosen) {
  const { program, unpacked } = redisBenchmark(cacheFolder);
  const args = [
    '-h',
    guestAddress,
    '-c',
    '30',
    '-P',
    '16',
    '-n',
    String(requests),
    '-t',
    chosen.join(',').toLowerCase(),
  ];
  const output = execFileSync(program, [...args, '--csv'], {
    encoding: 'utf8',
    env: libraryPath(unpacked),
    timeout: 600_000,
  });
  return readRates(output, chosen);
}

async function answers(text) {
  for (let tries = 0; tries < 600; tries++) {
    if (await pong()) return;
    await delay(100);
  }
  throw new Error(`${guestAddress} does not answer PING:\n${text()}`);
}

function pong() {
  return new Promise((resolve) => {
    const socket = connect({ host: guestAddress, port: 6379, timeout: 1000 });
    const end = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('connect', () => socket.write('PING\r\n'));
    socket.on('data', (data) => end(String(data).startsWith('+PONG')));
    socket.on('timeout', () => end(false));
    socket.on('error', () => end(false));
  });
}
