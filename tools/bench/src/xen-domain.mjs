// Guests of the Xen test bed, as the parts of the benchmark need them.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { createXenGuest, startXenBed } from '@unicore/runner';

/** Runs `use` with a bed of its own. */
export async function withBed(options, use) {
  const bed = await startXenBed(options);
  try {
    return await use(bed);
  } finally {
    await bed.close();
  }
}

/** What a domain of an image is made of. */
export function domainOf(image, { type, memoryMib, commandLine = '', networks = [] }) {
  const { image: kernel, initrd } = JSON.parse(readFileSync(image.description, 'utf8'));
  const folder = dirname(image.description);
  return {
    type,
    kernel: join(folder, kernel),
    ...(initrd === undefined ? {} : { ramdisk: join(folder, initrd) }),
    memoryMib,
    commandLine,
    networks,
  };
}

/** A network device on a bridge of dom0; one address for all guests, which run one after the other. */
export function networkOn(bridge) {
  return { bridge, mac: '00:16:3e:00:00:0f' };
}

/**
 * Runs `use` with a guest, which ends with it. `use` gets a function that tells what the guest has printed so far.
 *
 * @throws {UnicoreError} `ERR_UNICORE_BED_FAILED` where xl refuses the guest
 */
export async function withDomain(bed, domain, use) {
  const guest = await createXenGuest(bed, domain);
  let shown = '';
  guest.console.on('data', (chunk) => (shown += chunk));
  const refused = guest.exited.then(() => new Promise(() => undefined));
  try {
    return await Promise.race([use({ ...guest, shown: () => shown }), refused]);
  } finally {
    await guest.destroy();
    await guest.exited.catch(() => undefined);
  }
}
