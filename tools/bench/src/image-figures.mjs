// What an image costs: size, smallest memory, instructions on the way up, and exec to main of a process.
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { findFreePort } from '@unicore/runner';

import { guestCounter } from './guest-count.mjs';
import { fetchPage, startGuest } from './guest.mjs';
import { addresses, build } from './images.mjs';
import { spread } from './statistics.mjs';

const staticAddress = 'net.addr=10.0.2.15/24';

export async function imageFigures() {
  const [helloProcess, hello] = await build('hello', 'size', ['linuxu', 'kvm']);
  const [webserver] = await build('webserver', 'size', ['kvm']);
  return [
    {
      what: 'hello, kvm, `size`: stripped file',
      value: kilobytes(hello.sizeBytes),
      goal: '16 KB',
      peers: 'Solo5 79, Unikraft 151',
    },
    {
      what: 'hello, kvm: smallest `-m` on microvm',
      value: mebibytes(await smallestMemory(hello, helloRuns, 1024, 4096)),
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
      value: mebibytes(await smallestMemory(webserver, webserverServes, 1024, 8192)),
      goal: '2.25 MiB',
      peers: 'Unikraft 3.25, prints only',
    },
    {
      what: 'webserver, kvm: instructions from entry to listening, static address',
      value: thousands(await toListening(webserver)),
      goal: '200 k',
      peers: 'Unikraft nginx 1.36 M',
    },
    {
      what: 'linuxu: exec to main of hello',
      value: `${spread(execToMain(helloProcess, 200), 2)} ms`,
      goal: '2 ms',
      peers: 'Solo5 spt 1.3',
    },
  ];
}

/** Instructions from the entry of an image to main. */
export function toMain(image) {
  return countBoot(image, 'main');
}

/** Instructions from the entry of a server to its first socket that listens. */
export function toListening(image) {
  return countBoot(image, 'uc_socket_listen', { parameters: [staticAddress], network: 'user' });
}

/** Instructions from the image's entry to the first visit of `mark`. */
async function countBoot(image, mark, options = {}) {
  // The entry runs at its physical address, before the image moves itself: ELF entry of the PVH note.
  const counter = guestCounter([pvhEntry(image), ...addresses(image, [mark])]);
  const guest = await startGuest(image, { ...options, monitorArgs: counter.args });
  const visits = () => counter.read().places[1].visits;
  for (let tries = 0; tries < 600 && visits() === 0; tries++) await delay(50);
  await guest.stop();
  const [entry, marked] = counter.read().places;
  if (marked.visits === 0) throw new Error(`${image.path} never came to ${mark}:\n${guest.text()}`);
  return marked.first - entry.first;
}

/** The 32-bit entry that ELF note 18 of name "Xen" holds. Spec: Xen, public/elfnote.h, XEN_ELFNOTE_PHYS32_ENTRY. */
function pvhEntry(image) {
  const notes = execFileSync('readelf', ['-nW', image.path], { encoding: 'utf8' });
  const bytes = /0x00000012.*?description data: ((?:[0-9a-f]{2} ?)+)/s.exec(notes)?.[1]?.trim().split(' ');
  if (!bytes) throw new Error(`${image.path} has no PVH note:\n${notes}`);
  return `0x${bytes.toReversed().join('')}`;
}

/** The smallest memory in KiB, to 4 KiB, in which `works` holds. */
async function smallestMemory(image, works, low, high) {
  if (!(await works(image, high))) throw new Error(`${image.path} does not work in ${high} KiB`);
  let [fails, serves] = [low, high];
  while (serves - fails > 4) {
    const middle = Math.floor((fails + serves) / 8) * 4;
    if (await works(image, middle)) serves = middle;
    else fails = middle;
  }
  return serves;
}

async function helloRuns(image, kib) {
  // The last -m counts; the runner refuses what cannot work, and here the image itself is to say so.
  const guest = await startGuest(image, { monitorArgs: ['-m', `${kib}k`], timeoutMs: 10_000 });
  const { status } = await guest.exited.catch(() => ({ status: 1 }));
  return status === 0 && /Hello/.test(guest.text());
}

async function webserverServes(image, kib) {
  const port = await findFreePort();
  const guest = await startGuest(image, {
    monitorArgs: ['-m', `${kib}k`],
    timeoutMs: 20_000,
    parameters: [staticAddress],
    publish: [`${port}:80`],
  });
  const page = (await guest.shows(/ready/, 10_000))
    ? await fetchPage(`http://127.0.0.1:${port}/`, 5_000)
    : undefined;
  await guest.stop().catch(() => undefined);
  return page?.length === 612;
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

const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
const mebibytes = (kib) => `${(kib / 1024).toFixed(2)} MiB`;
const thousands = (count) => `${(count / 1000).toFixed(1)} k`;
