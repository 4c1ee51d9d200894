import { dirname } from 'node:path';
import {
  type BedGuest,
  type BedOptions,
  createXenGuest,
  findFreePort,
  type OwnedBed,
  readImage,
  startXenBed,
} from '@unicore/runner';
import { afterAll, afterEach, beforeAll } from 'vitest';

import { imageOf } from '../test/example.ts';

export const types = ['pv', 'pvh'] as const;
export type GuestType = (typeof types)[number];

export const address = '10.0.2.15';
export const networks = [{ bridge: 'xenbr0', mac: '00:16:3e:00:00:0f' }];

export interface Server {
  readonly guest: BedGuest;
  readonly served: string;
}

/** One Xen host for all tests of a file, whose guests do not outlive their test. */
export interface XenHost {
  bed(): OwnedBed;
  /** Runs a script in dom0, which has to succeed. */
  dom0(script: string): Promise<string>;
  /** Asks until the guest answers; the test's limit catches one that never does. */
  page(path?: string): Promise<string>;
  /** Returns the guest once it serves, with its page. Its image is that of the example webserver, or `image.json` of another. */
  createServer(type: GuestType, name: string, description?: string): Promise<Server>;
}

/** Called once in a test file. */
export function useXenHost(options: BedOptions = { memoryMib: 1024 }): XenHost {
  let bed: OwnedBed;
  let port: number;

  beforeAll(async () => {
    bed = await startXenBed(options);
    port = await findFreePort();
    await bed.forward({ protocol: 'tcp', address: '127.0.0.1', hostPort: port, guestPort: 80 }, address);
  });

  afterAll(() => bed?.close());

  /**
   * `xl create -F` ends with the first suspension: a guest that was kept ends later, and nobody takes it away. One of which
   * anything is still mapped stays for ever, which the hook's limit catches.
   */
  afterEach(() =>
    dom0(`until [ "$(xl list | wc -l)" -eq 2 ]; do
    xl list | awk 'NR > 2 { print $2 }' | while read -r id; do xl destroy "$id" 2>/dev/null; done
    usleep 100000
done`),
  );

  async function dom0(script: string): Promise<string> {
    const { status, output } = await bed.command(script);
    if (status !== 0) throw new Error(`dom0: ${script}\nended with status ${status}:\n${output}`);
    return output;
  }

  async function page(path = '/'): Promise<string> {
    for (;;) {
      try {
        const answer = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(5_000) });
        return await answer.text();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  }

  async function createServer(type: GuestType, name: string, description?: string): Promise<Server> {
    const image = readImage(dirname(description ?? (await imageOf('webserver', 'xen'))));
    const guest = await createXenGuest(bed, {
      ...{ name, type, kernel: image.image, ramdisk: image.initrd, memoryMib: 16, networks },
      commandLine: `net.addr=${address}/24`,
    });
    const ended = guest.exited.then(({ xlOutput }) =>
      Promise.reject(new Error(`${name} ended:\n${xlOutput}`)),
    );
    ended.catch(() => undefined); // Later ends are for the test to judge.
    return { guest, served: await Promise.race([page(), ended]) };
  }

  return { bed: () => bed, dom0, page, createServer };
}
