// Instructions that an image takes on its way up.
import { setTimeout as delay } from 'node:timers/promises';

import { addresses, entryOf, imageRanges } from './addresses.mjs';
import { guestCounter } from './guest-count.mjs';
import { startGuest } from './guest.mjs';
import { domainOf, networkOn, withBed, withDomain } from './xen-domain.mjs';

export const staticAddress = 'net.addr=10.0.2.15/24';

/** Instructions from the entry of an image to main. On Xen, of a guest of type `xenType`, the image's own alone. */
export function toMain(image, xenType) {
  return countBoot(image, 'main', { xenType });
}

/** Instructions from the entry of a server to its first socket that listens. */
export function toListening(image, xenType) {
  return countBoot(image, 'uc_socket_listen', { xenType, network: true });
}

/** Instructions from the image's entry to the first visit of `mark`. */
function countBoot(image, mark, options) {
  const places = [entryOf(image, options.xenType), ...addresses(image, [mark])];
  return image.platform === 'xen'
    ? countInBed(image, places, options)
    : countInMachine(image, places, options);
}

async function countInMachine(image, places, { network }) {
  const counter = guestCounter(places);
  const guest = await startGuest(image, {
    ...(network ? { parameters: [staticAddress], network: 'user' } : {}),
    monitorArgs: counter.args,
  });
  await visited(counter);
  await guest.stop();
  return difference(counter, `${image.path} never came to its mark:\n${guest.text()}`);
}

async function countInBed(image, places, { xenType, network = false }) {
  const counter = guestCounter(places, imageRanges(image, xenType));
  const server = { commandLine: staticAddress, networks: [networkOn('xenbr0')] };
  const domain = { type: xenType, memoryMib: 16, ...(network ? server : {}) };
  return withBed({ monitorArgs: counter.args }, (bed) =>
    withDomain(bed, domainOf(image, domain), async ({ shown }) => {
      await visited(counter);
      return difference(counter, `${image.path} never came to its mark:\n${shown()}`);
    }),
  );
}

async function visited(counter) {
  for (let tries = 0; tries < 600 && counter.read().places[1].visits === 0; tries++) await delay(50);
}

function difference(counter, complaint) {
  const [entry, marked] = counter.read().places;
  if (marked.visits === 0) throw new Error(complaint);
  return marked.first - entry.first;
}
