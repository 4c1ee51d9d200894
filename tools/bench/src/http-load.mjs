// HTTP servers under load on the tap of setUpTap: an image, and a Linux guest with Debian's nginx, in turns.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { requestCounter } from './count-requests.mjs';
import { fetchPage, startGuest } from './guest.mjs';
import { linuxNginx } from './linux-nginx.mjs';
import { startLinux } from './linux-run.mjs';
import { guestAddress, page, peer } from './peer.mjs';
import { tap } from './tap-network.mjs';
import { runWrk } from './wrk.mjs';

const seconds = 4;
const connections = 16;
export const rounds = 3;

/** Requests a second of an image for kvm and of the Linux guest, each a fresh boot. */
export async function ratesAgainstLinux(image, cacheFolder) {
  const rates = { unicore: [], linux: [] };
  for (let round = 0; round < rounds; round++) {
    rates.unicore.push(await withImage(image, {}, async () => load().rate));
    rates.linux.push(await withLinux(cacheFolder, async () => load().rate));
  }
  return rates;
}

/** What a request costs an image for kvm; on a run of its own, since the plugin costs time. */
export function countRequests(image) {
  const counter = requestCounter(image);
  return withImage(image, { monitorArgs: counter.args }, async () => {
    load(1);
    return counter.count(() => load().requests);
  });
}

export async function withImage(image, options, use) {
  const guest = await startGuest(image, {
    network: `tap:${tap}`,
    memoryMib: 32,
    parameters: [`net.addr=${guestAddress}/24`],
    ...options,
  });
  try {
    await mustServe(guest.text);
    return await use();
  } finally {
    await guest.stop();
  }
}

async function withLinux(cacheFolder, use) {
  const files = linuxNginx({ platform: 'kvm', folder: join(cacheFolder, 'linux-nginx'), ...peer });
  const guest = startLinux(files, { tap });
  try {
    await mustServe(guest.text);
    return await use();
  } finally {
    await guest.stop();
  }
}

export async function mustServe(text, address = guestAddress) {
  const body = await fetchPage(`http://${address}/`, 60_000);
  if (body !== readFileSync(page, 'utf8'))
    throw new Error(`http://${address}/ does not serve the page:\n${text()}`);
}

export function load(duration = seconds, address = guestAddress) {
  return runWrk(`http://${address}/`, { connections, seconds: duration });
}
