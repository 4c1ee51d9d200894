// HTTP under load, in a network namespace of its own: run as `unshare --net node http-figures.mjs`. Prints the rows as
// JSON. Unicore's guest, a Linux guest with Debian's nginx, the linuxu process, and native nginx behind a veth take turns.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { countRequests, load, mustServe, ratesAgainstLinux, rounds, withImage } from './http-load.mjs';
import { build } from './images.mjs';
import { nginxConfig } from './linux-nginx.mjs';
import { gather } from './linux-run.mjs';
import { page } from './peer.mjs';
import { ratios, spread } from './statistics.mjs';
import { ip, setUpTap } from './tap-network.mjs';

const [cacheFolder = mkdtempSync(join(tmpdir(), 'unicore-bench-'))] = process.argv.slice(2);

setUpTap();
const [linuxu, kvm] = await build('webserver', 'speed', ['linuxu', 'kvm']);
const rows = [...(await guests()), ...(await processes())];
process.stdout.write(JSON.stringify(rows));

async function guests() {
  const rates = await ratesAgainstLinux(kvm, cacheFolder);
  const { perRequest, eventsPerRequest } = await countRequests(kvm);
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

/** linuxu's process over the tap against native nginx in another namespace over a veth. */
async function processes() {
  const rates = { unicore: [], native: [] };
  for (let round = 0; round < rounds; round++) {
    rates.unicore.push(await withLinuxu(async () => load().rate));
    rates.native.push(await withNginx(async (address) => load(undefined, address).rate));
  }
  return [
    {
      what: 'linuxu webserver over a tap against native nginx (one worker) over a veth, c=16',
      value: `${spread(ratios(rates.unicore, rates.native), 2)} times (${spread(rates.unicore)} against ${spread(rates.native)} a second)`,
      goal: 'near 1',
    },
  ];
}

function withLinuxu(use) {
  return withImage(linuxu, { accelerator: undefined, memoryMib: undefined }, use);
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
  const { child, text, stop } = gather(
    spawn('unshare', ['--net', 'sh', '-c', script, join(folder, 'nginx.conf')], {
      stdio: ['pipe', 'pipe', 'pipe'],
    }),
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  ip('link', 'add', 'ucv0', 'type', 'veth', 'peer', 'name', 'ucv1', 'netns', String(child.pid));
  ip('addr', 'add', '10.78.0.1/24', 'dev', 'ucv0');
  ip('link', 'set', 'ucv0', 'up');
  child.stdin.write('go\n');
  try {
    await mustServe(text, '10.78.0.2');
    return await use('10.78.0.2');
  } finally {
    await stop();
    try {
      ip('link', 'del', 'ucv0');
    } catch {
      // It went with the namespace of nginx.
    }
  }
}
