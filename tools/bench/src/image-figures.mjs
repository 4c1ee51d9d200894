// What an image costs: size, smallest memory, instructions on the way up, and exec to main of a process.
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { toListening, toMain } from './boot-counts.mjs';
import { build } from './images.mjs';
import { smallestDomain, smallestForHello, smallestForWebserver } from './smallest-memory.mjs';
import { spread } from './statistics.mjs';
import { withBed } from './xen-domain.mjs';

export async function imageFigures() {
  const [helloProcess, ...hellos] = await build('hello', 'size', ['linuxu', 'kvm', 'metal', 'xen']);
  const webservers = await build('webserver', 'size', ['kvm', 'metal', 'xen']);
  return [
    ...(await kvmImages(hellos[0], webservers[0])),
    ...(await metalImages(hellos[1], webservers[1])),
    ...(await xenImages(hellos[2], webservers[2])),
    {
      what: 'linuxu: exec to main of hello',
      value: `${spread(execToMain(helloProcess, 200), 2)} ms`,
      goal: '2 ms',
      peers: 'Solo5 spt 1.3',
    },
  ];
}

async function kvmImages(hello, webserver) {
  return [
    {
      what: 'hello, kvm, `size`: stripped file',
      value: kilobytes(hello.sizeBytes),
      goal: '16 KB',
      peers: 'Solo5 79, Unikraft 151',
    },
    {
      what: 'hello, kvm: smallest `-m` on microvm',
      value: mebibytes(await smallestForHello(hello)),
      goal: '1.1 MiB',
      peers: 'Unikraft 1.50',
    },
    {
      what: 'hello, kvm: instructions from entry to main',
      value: thousands(await toMain(hello)),
      goal: '8 k',
      peers: 'Unikraft 60 k',
    },
    {
      what: 'webserver, kvm, `size`: stripped file',
      value: kilobytes(webserver.sizeBytes),
      goal: '112 KB',
      peers: 'Unikraft http + lwIP 445',
    },
    {
      what: 'webserver, kvm: smallest `-m` that serves the page',
      value: mebibytes(await smallestForWebserver(webserver)),
      goal: '2.25 MiB',
      peers: 'Unikraft 3.25, prints only',
    },
    {
      what: 'webserver, kvm: instructions from entry to listening, static address',
      value: thousands(await toListening(webserver)),
      goal: '200 k',
      peers: 'Unikraft nginx 1.36 M',
    },
  ];
}

/** By the boot disk, SeaBIOS and the loader on it, which starts the image by multiboot. */
async function metalImages(hello, webserver) {
  return [
    {
      what: 'metal, `size`: stripped file (hello; webserver)',
      value: `${kilobytes(hello.sizeBytes)}; ${kilobytes(webserver.sizeBytes)}`,
      goal: '',
    },
    {
      what: 'metal: smallest `-m` on q35 with SeaBIOS (hello; webserver that serves the page)',
      value: `${mebibytes(await smallestForHello(hello))}; ${mebibytes(await smallestForWebserver(webserver))}`,
      goal: '',
    },
    {
      what: "metal: instructions from multiboot's entry (hello, to main; webserver, to listening)",
      value: `${thousands(await toMain(hello))}; ${thousands(await toListening(webserver))}`,
      goal: '',
    },
  ];
}

async function xenImages(hello, webserver) {
  const memory = (image) => withBed({}, (bed) => ofEachType((type) => smallestDomain(bed, image, type)));
  const helloMemory = await memory(hello);
  const webserverMemory = await memory(webserver);
  return [
    {
      what: 'hello, xen, `size`: stripped file, the same for PV and PVH',
      value: kilobytes(hello.sizeBytes),
      goal: '16 KB',
      peers: 'Unikraft 108',
    },
    {
      what: 'hello, xen: smallest `memory` (PV; PVH)',
      value: `${helloMemory.join('; ')} MiB`,
      goal: '2 MiB',
      peers: 'xl takes whole MiB',
    },
    {
      what: "hello, xen: the image's own instructions from entry to main (PV; PVH)",
      value: (await ofEachType((type) => toMain(hello, type))).map(thousands).join('; '),
      goal: '',
    },
    {
      what: 'webserver, xen, `size`: stripped file',
      value: kilobytes(webserver.sizeBytes),
      goal: '',
    },
    {
      what: 'webserver, xen: smallest `memory` that serves the page (PV; PVH)',
      value: `${webserverMemory.join('; ')} MiB`,
      goal: '',
      peers: 'xl takes whole MiB',
    },
    {
      what: "webserver, xen: the image's own instructions from entry to listening, static address (PV; PVH)",
      value: (await ofEachType((type) => toListening(webserver, type))).map(thousands).join('; '),
      goal: '',
    },
  ];
}

async function ofEachType(measure) {
  return [await measure('pv'), await measure('pvh')];
}

/** Milliseconds from exec to the first byte that main prints, of each of so many runs. */
export function execToMain(image, runs) {
  const folder = mkdtempSync(join(tmpdir(), 'unicore-bench-'));
  const program = join(folder, 'exec_to_output');
  execFileSync('gcc', ['-O2', '-o', program, fileURLToPath(new URL('exec_to_output.c', import.meta.url))]);
  return execFileSync(program, [String(runs), image.path], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(Number);
}

export const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
export const mebibytes = (kib) => `${(kib / 1024).toFixed(2)} MiB`;
export const thousands = (count) => `${(count / 1000).toFixed(1)} k`;
