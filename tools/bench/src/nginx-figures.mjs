// Rows of docs/benchmarks.md about the port of nginx.
import { toListening } from './boot-counts.mjs';
import { times } from './build-figures.mjs';
import { kilobytes, mebibytes, thousands } from './image-figures.mjs';
import { build } from './images.mjs';
import { smallestForWebserver } from './smallest-memory.mjs';
import { spread } from './statistics.mjs';

/** `underLoad` returns the rows that take a network. */
export async function nginxFigures(underLoad) {
  const [image] = await build('nginx', 'size', ['kvm']);
  return [
    {
      what: 'nginx, kvm, `size`: stripped file, without TLS',
      value: kilobytes(image.sizeBytes),
      goal: '900 KB',
      peers: 'Unikraft 1235',
    },
    {
      what: 'nginx, kvm: smallest `-m` that serves the page',
      value: mebibytes(await smallestForWebserver(image)),
      goal: '4.25 MiB',
      peers: 'Unikraft 4.98, Linux 70',
    },
    {
      what: 'nginx, kvm: instructions from entry to listening, static address',
      value: thousands(await toListening(image)),
      goal: '800 k',
      peers: 'Unikraft 1.36 M, without calibrating its clock; Linux 1,443 M',
    },
    ...underLoad(),
    ...(await builds()),
  ];
}

async function builds() {
  const { cold, nothing } = await times('nginx', ['kvm'], { rounds: 3 });
  return [
    {
      what: 'cold build of nginx with musl and lwIP',
      value: `${spread(cold, 1)} s`,
      goal: '60 s',
      peers: 'Unikraft 135',
    },
    { what: 'nothing changed', value: `${spread(nothing, 2)} s`, goal: '0.4 s' },
  ];
}
