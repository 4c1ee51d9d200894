// HTTP through netfront, from wrk in dom0: an image, PV and PVH, against a Linux PV guest with Debian's nginx. All take
// turns in one bed.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { addresses, imageRanges } from './addresses.mjs';
import { guestCounter } from './guest-count.mjs';
import { build } from './images.mjs';
import { linuxNginx } from './linux-nginx.mjs';
import { page } from './peer.mjs';
import { ratios, spread } from './statistics.mjs';
import { readWrk, wrkArgs } from './wrk.mjs';
import { domainOf, networkOn, withBed, withDomain } from './xen-domain.mjs';

const rounds = 3;
const seconds = 4;
const connections = 16;
const types = ['pv', 'pvh'];
/** A bridge without a way out: what is sent to a guest that is gone reaches nobody. */
const bridge = 'bench0';
const dom0Address = '10.9.0.1/24';
const address = '10.9.0.2';
const url = `http://${address}:80/`;
/** Linux is unpacked in dom0's memory. */
const roomy = { memoryMib: 1024, dom0MemoryMib: 512 };

/** Rows of docs/benchmarks.md. */
export async function xenHttpFigures(cacheFolder) {
  const [image] = await build('webserver', 'speed', ['xen']);
  const rates = await compare(image, cacheFolder);
  const counts = await countRequests(image);
  return types.flatMap((type) => rowsOf(type, rates, counts[type]));
}

function rowsOf(type, rates, { instructions, hypercalls }) {
  const [ours, linux] = [rates[type], rates.linux];
  return [
    {
      what: `webserver, xen, ${type.toUpperCase()}, \`speed\`, 612-byte page, keep-alive, netfront, c=16, from dom0: requests/s against a Linux PV guest with Debian's nginx`,
      value: `${spread(ratios(ours, linux), 2)} times (${spread(ours)} against ${spread(linux)} a second)`,
      goal: '2 times',
    },
    {
      what: 'the same: guest instructions a request; hypercalls a request',
      value: `${(instructions / 1000).toFixed(2)} k; ${hypercalls.toFixed(2)}`,
      goal: '8 k; 1',
    },
  ];
}

/** Requests a second of each, each time of a guest that was started for it. */
function compare(image, cacheFolder) {
  const linux = linuxDomain(cacheFolder);
  return withBed(roomy, async (bed) => {
    await prepare(bed);
    const rates = { pv: [], pvh: [], linux: [] };
    for (let round = 0; round < rounds; round++) {
      for (const [name, measured] of Object.entries(rates)) {
        const domain = name === 'linux' ? linux : serverDomain(image, name);
        const measure = async () => {
          await load(bed, 1);
          return (await load(bed, seconds)).rate;
        };
        measured.push(await whileServing(bed, domain, measure));
      }
    }
    return rates;
  });
}

/** On a run of its own, since counting costs time. */
function countRequests(image) {
  const ranges = imageRanges(image);
  const counter = guestCounter(addresses(image, ['xenplat_hypercall']), ranges);
  return withBed({ monitorArgs: counter.args }, async (bed) => {
    await prepare(bed);
    const counts = {};
    for (const type of types) {
      counts[type] = await whileServing(bed, serverDomain(image, type), () => count(bed, counter));
    }
    return counts;
  });
}

async function count(bed, counter) {
  await load(bed, 1);
  const before = counter.read();
  const { requests } = await load(bed, seconds);
  const after = counter.read();
  return {
    instructions: (after.instructions - before.instructions) / requests,
    hypercalls: (after.places[0].visits - before.places[0].visits) / requests,
  };
}

function serverDomain(image, type) {
  const commandLine = `net.addr=${address}/24`;
  return domainOf(image, { type, memoryMib: 32, networks: [networkOn(bridge)], commandLine });
}

function linuxDomain(cacheFolder) {
  const { kernel, initramfs } = linuxNginx({
    platform: 'xen',
    folder: join(cacheFolder, 'linux-guest-xen'),
    page,
    address: `${address}/24`,
  });
  return {
    ...{ type: 'pv', kernel, ramdisk: initramfs, memoryMib: 256 },
    ...{ commandLine: 'console=hvc0 quiet', networks: [networkOn(bridge)] },
  };
}

/** Gives dom0 the bridge, and this machine's wrk with its libraries, of which dom0 has few. */
async function prepare(bed) {
  const setUp = `brctl addbr ${bridge} && ip addr add ${dom0Address} dev ${bridge} && ip link set ${bridge} up`;
  await inDom0(bed, setUp);
  const wrk = execFileSync('sh', ['-c', 'command -v wrk'], { encoding: 'utf8' }).trim();
  const libraries = execFileSync('ldd', [wrk], { encoding: 'utf8' }).matchAll(/(\/\S+\.so\S*)/g);
  for (const file of [wrk, ...Array.from(libraries, ([, path]) => path)])
    await bed.upload(readFileSync(file), `/bench/${basename(file)}`);
  await inDom0(bed, 'chmod +x /bench/*');
}

async function load(bed, duration) {
  const args = wrkArgs(url, { connections, seconds: duration });
  const loader = '/bench/ld-linux-x86-64.so.2 --library-path /bench /bench/wrk';
  return readWrk(await inDom0(bed, `${loader} ${args.join(' ')}`));
}

function whileServing(bed, domain, use) {
  return withDomain(bed, domain, async ({ shown }) => {
    const request = String.raw`printf 'GET / HTTP/1.0\r\n\r\n' | nc -w 2 ${address} 80 2>/dev/null`;
    const answer = await inDom0(
      bed,
      `n=0; until ${request} >/tmp/answer && [ -s /tmp/answer ] || [ $n -gt 300 ]; do usleep 200000; n=$((n + 1)); done; cat /tmp/answer`,
    );
    if (!answer.endsWith(`\r\n\r\n${readFileSync(page, 'utf8')}`))
      throw new Error(`${domain.kernel} does not serve the page:\n${answer}\n${shown()}`);
    return use();
  });
}

async function inDom0(bed, script) {
  const { status, output } = await bed.command(script);
  if (status !== 0) throw new Error(`${script}\nended in dom0 with status ${status}:\n${output}`);
  return output;
}
