// HTTP under load, in a network namespace of its own: run as `unshare --net node http-figures.mjs`. Prints the rows as
// JSON. Unicore's guest, a Linux guest with Debian's nginx, the linuxu process, and native nginx behind a veth take turns.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { requestCounter } from './count-requests.mjs';
import { fetchPage, startGuest } from './guest.mjs';
import { build } from './images.mjs';
import { linuxGuest, nginxConfig } from './linux-guest.mjs';
import { guestAddress, page, peer } from './peer.mjs';
import { ratios, spread } from './statistics.mjs';
import { runWrk } from './wrk.mjs';

const [cacheFolder = mkdtempSync(join(tmpdir(), 'unicore-bench-'))] = process.argv.slice(2);
const rounds = 3;
const seconds = 4;
const connections = 16;
const tap = 'uctap0';
const host = '10.77.0.1';

ip('link', 'set', 'lo', 'up');
ip('tuntap', 'add', 'dev', tap, 'mode', 'tap', 'vnet_hdr');
ip('addr', 'add', `${host}/24`, 'dev', tap);
ip('link', 'set', tap, 'up');

const [linuxu, kvm] = await build('webserver', 'speed', ['linuxu', 'kvm']);
const parameters = [`net.addr=${guestAddress}/24`];
const rows = [...(await guests()), ...(await processes())];
process.stdout.write(JSON.stringify(rows));

/** The two guests in turns, each a fresh boot; counts on a separate run, since the plugin costs time. */
async function guests() {
  const rates = { unicore: [], linux: [] };
  for (let round = 0; round < rounds; round++) {
    rates.unicore.push(await withUnicore([], async () => load().rate));
    rates.linux.push(await withLinux(async () => load().rate));
  }
  const { perRequest, eventsPerRequest } = await countedRun();
  return [
    {
      what: 'webserver, kvm, `speed`, 612-byte page, keep-alive, tap, c=16: guest instructions a request',
      value: `${(perRequest / 1000).toFixed(2)} k`,
      goal: '8 k',
      peers: 'Unikraft nginx 47.1 k',
    },
    {
      what: 'the same: device kicks + interrupts a request',
      value: eventsPerRequest.toFixed(3),
      goal: '0.5',
    },
    {
      what: "the same: requests/s against a Linux guest with Debian's nginx",
      value: `${spread(ratios(rates.unicore, rates.linux), 2)} times (${spread(rates.unicore)} against ${spread(rates.linux)} a second)`,
      goal: '4 times',
      peers: 'Unikraft nginx 2.1 times',
    },
  ];
}

async function countedRun() {
  const counter = requestCounter(kvm);
  return withUnicore(counter.args, async () => {
    load(1);
    return counter.count(() => load().requests);
  });
}

async function withUnicore(monitorArgs, use) {
  const guest = await startGuest(kvm, { network: `tap:${tap}`, memoryMib: 32, parameters, monitorArgs });
  try {
    await mustServe(guest.text);
    return await use();
  } finally {
    await guest.stop();
  }
}

async function withLinux(use) {
  const { kernel, initramfs } = linuxGuest({
    platform: 'kvm',
    folder: join(cacheFolder, 'linux-guest'),
    ...peer,
  });
  const guest = spawn(
    'qemu-system-x86_64',
    [
      ...[
        '-M',
        'pc',
        '-accel',
        'tcg',
        '-cpu',
        'max',
        '-m',
        '256M',
        '-nodefaults',
        '-display',
        'none',
        '-no-reboot',
        '-serial',
        'stdio',
      ],
      ...['-kernel', kernel, '-initrd', initramfs, '-append', 'console=ttyS0 quiet'],
      ...[
        '-netdev',
        `tap,id=net0,ifname=${tap},script=no,downscript=no`,
        '-device',
        'virtio-net-pci,netdev=net0',
      ],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let text = '';
  for (const stream of [guest.stdout, guest.stderr]) stream.on('data', (chunk) => (text += chunk));
  return whileRunning(guest, () => text, use);
}

/** linuxu's process over the tap against native nginx in another namespace over a veth. */
async function processes() {
  const rates = { unicore: [], native: [] };
  for (let round = 0; round < rounds; round++) {
    rates.unicore.push(await withLinuxu(async () => load().rate));
    rates.native.push(await withNginx(async (address) => load(seconds, address).rate));
  }
  return [
    {
      what: 'linuxu webserver over a tap against native nginx (one worker) over a veth, c=16',
      value: `${spread(ratios(rates.unicore, rates.native), 2)} times (${spread(rates.unicore)} against ${spread(rates.native)} a second)`,
      goal: 'near 1',
    },
  ];
}

async function withLinuxu(use) {
  const guest = await startGuest(linuxu, { accelerator: undefined, network: `tap:${tap}`, parameters });
  try {
    await mustServe(guest.text);
    return await use();
  } finally {
    await guest.stop();
  }
}

async function withNginx(use) {
  const folder = mkdtempSync(join(tmpdir(), 'unicore-bench-nginx-'));
  mkdirSync(join(folder, 'www'));
  cpSync(page, join(folder, 'www/index.html'));
  writeFileSync(
    join(folder, 'nginx.conf'),
    nginxConfig({ root: folder, port: 80, user: process.getuid() === 0 ? 'user root;' : '' }),
  );
  // The namespace is that of the shell, which becomes nginx once the veth is in it.
  const script =
    'read go && ip link set lo up && ip addr add 10.78.0.2/24 dev ucv1 && ip link set ucv1 up && exec nginx -c "$0"';
  const nginx = spawn('unshare', ['--net', 'sh', '-c', script, join(folder, 'nginx.conf')], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [nginx.stdout, nginx.stderr]) stream.on('data', (chunk) => (text += chunk));
  await new Promise((resolve) => setTimeout(resolve, 300));
  ip('link', 'add', 'ucv0', 'type', 'veth', 'peer', 'name', 'ucv1', 'netns', String(nginx.pid));
  ip('addr', 'add', '10.78.0.1/24', 'dev', 'ucv0');
  ip('link', 'set', 'ucv0', 'up');
  nginx.stdin.write('go\n');
  try {
    return await whileRunning(
      nginx,
      () => text,
      () => use('10.78.0.2'),
      '10.78.0.2',
    );
  } finally {
    try {
      ip('link', 'del', 'ucv0');
    } catch {
      // It went with the namespace of nginx.
    }
  }
}

async function whileRunning(child, text, use, address = guestAddress) {
  try {
    await mustServe(text, address);
    return await use();
  } finally {
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    if (child.exitCode === null && child.signalCode === null) await closed;
  }
}

async function mustServe(text, address = guestAddress) {
  const body = await fetchPage(`http://${address}/`, 60_000);
  if (body !== readFileSync(page, 'utf8'))
    throw new Error(`http://${address}/ does not serve the page:\n${text()}`);
}

function load(duration = seconds, address = guestAddress) {
  return runWrk(`http://${address}/`, { connections, seconds: duration });
}

function ip(...args) {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'inherit'] });
}
