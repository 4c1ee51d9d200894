// The least memory in which an image does its work.
import { findFreePort } from '@unicore/runner';

import { staticAddress } from './boot-counts.mjs';
import { fetchPage, startGuest } from './guest.mjs';
import { domainOf, networkOn, withDomain } from './xen-domain.mjs';

const pageBytes = 612;

/** The smallest `-m` in KiB, to 4 KiB, in which hello runs to its end. */
export function smallestForHello(image) {
  return smallest(1024, 8192, (kib) => helloRuns(image, kib));
}

/** The smallest `-m` in KiB, to 4 KiB, in which a webserver serves its page. */
export function smallestForWebserver(image) {
  return smallest(1024, 8192, (kib) => webserverServes(image, kib));
}

/** The smallest `memory` in MiB of a domain of `type`: xl takes whole ones. */
export async function smallestDomain(bed, image, type) {
  const works = image.name === 'hello' ? helloDomainRuns : webserverDomainServes;
  for (let memoryMib = 1; memoryMib <= 16; memoryMib++)
    if (await works(bed, image, { type, memoryMib })) return memoryMib;
  throw new Error(`${image.path} does not work as a ${type} guest of 16 MiB`);
}

/** The smallest number from `low`, to 4, for which `works` holds, as it does for `high`. */
export async function smallest(low, high, works) {
  if (!(await works(high))) throw new Error(`it does not work with ${high}`);
  let [fails, serves] = [low, high];
  while (serves - fails > 4) {
    const middle = Math.floor((fails + serves) / 8) * 4;
    if (await works(middle)) serves = middle;
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
  // nginx says nothing once it listens.
  const page = (await guest.shows(/ready|^net0: /m, 10_000))
    ? await fetchPage(`http://127.0.0.1:${port}/`, 5_000)
    : undefined;
  await guest.stop().catch(() => undefined);
  return page?.length === pageBytes;
}

/** A domain for which there is no room is refused by xl: then it does not work either. */
async function orFails(work) {
  try {
    return await work;
  } catch (error) {
    if (error.code === 'ERR_UNICORE_BED_FAILED') return false;
    throw error;
  }
}

function helloDomainRuns(bed, image, settings) {
  return orFails(
    withDomain(bed, domainOf(image, settings), async ({ exited, shown }) => {
      const { reason } = await exited;
      return reason === 0 && /Hello/.test(shown());
    }),
  );
}

async function webserverDomainServes(bed, image, settings) {
  const hostPort = await findFreePort();
  const port = { protocol: 'tcp', address: '127.0.0.1', hostPort, guestPort: 80 };
  const stop = await bed.forward(port, '10.0.2.15');
  const networks = [networkOn('xenbr0')];
  const domain = domainOf(image, { ...settings, networks, commandLine: staticAddress });
  try {
    return await orFails(
      withDomain(bed, domain, async ({ exited }) => {
        const ended = exited.then(
          () => undefined,
          () => undefined,
        );
        const page = await Promise.race([fetchPage(`http://127.0.0.1:${hostPort}/`, 20_000), ended]);
        return page?.length === pageBytes;
      }),
    );
  } finally {
    await stop();
  }
}
