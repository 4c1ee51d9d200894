import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { createXenGuest, findFreePort, readImage, startXenBed, type OwnedBed } from '@unicore/runner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { imageOf } from '../test/example.ts';

const address = '10.0.2.15';
const networks = [{ bridge: 'xenbr0', mac: '00:16:3e:00:00:0f' }];
const cycles = Number(process.env['UNICORE_XEN_CYCLES'] ?? 1000);

let bed: OwnedBed;
let port: number;

beforeAll(async () => {
  bed = await startXenBed({ memoryMib: 1024 });
  port = await findFreePort();
  await bed.forward({ protocol: 'tcp', address: '127.0.0.1', hostPort: port, guestPort: 80 }, address);
});

afterAll(() => bed?.close());

/** Runs a script in dom0, which has to succeed. */
async function dom0(script: string): Promise<string> {
  const { status, output } = await bed.command(script);
  expect({ script, status, output }).toMatchObject({ status: 0 });
  return output;
}

/** Asks until the guest answers; the test's limit catches one that never does. */
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

async function createServer(type: 'pv' | 'pvh', name: string) {
  const image = readImage(dirname(await imageOf('webserver', 'xen')));
  return createXenGuest(bed, {
    ...{ name, type, kernel: image.image, ramdisk: image.initrd, memoryMib: 16, networks },
    commandLine: `net.addr=${address}/24`,
  });
}

describe.each(['pv', 'pvh'] as const)('a guest of type %s', (type) => {
  it('goes on after it was saved and restored, with its network', async () => {
    await createServer(type, 'saved');
    const before = await page();

    for (let turn = 1; turn <= 3; turn++) {
      await dom0('xl save saved /tmp/saved && xl restore /tmp/saved');
      expect(await page()).toBe(before);
    }

    expect(JSON.parse(await page('/status'))).toMatchObject({ requests: expect.any(Number) });
    await dom0('xl shutdown -w saved; rm /tmp/saved');
  });

  it('goes on where saving it comes to nothing', async () => {
    await createServer(type, 'kept');
    const before = await page();

    await dom0('xl save -c kept /tmp/kept; rm /tmp/kept');

    expect(await page()).toBe(before);
    await dom0('xl shutdown -w kept');
  });

  it('connects anew when its network device went and came back', async () => {
    await createServer(type, 'plugged');
    const before = await page();

    for (let turn = 1; turn <= 3; turn++) {
      await dom0(`xl network-detach plugged 0`);
      await dom0(`xl network-attach plugged mac=${networks[0]?.mac} bridge=xenbr0`);
      expect(await page()).toBe(before);
    }

    await dom0('xl shutdown -w plugged');
  });

  it('obeys shutdown, reboot, and keys', async () => {
    const guest = await createServer(type, 'obeying');
    const shown = text(guest.console);
    await page();

    await dom0('xl sysrq obeying m; xl sysrq obeying h; sleep 1; xl sysrq obeying c');

    expect((await guest.exited).reason).toBe(3);
    expect(await shown).toMatch(/^memory: \d+ KiB free of \d+ KiB$/m);
    expect(await shown).toMatch(/^panic: the toolstack asked for a crash$/m);
    const second = await createServer(type, 'obeying');
    await page();
    await dom0('xl reboot obeying');
    expect((await second.exited).reason).toBe(1);
  });

  it('finds on its disk what it flushed before', async () => {
    const image = readImage(dirname(await imageOf('blockcheck', 'xen')));
    await dom0('dd if=/dev/zero of=/disk bs=1M count=16 2>/dev/null; losetup /dev/loop0 /disk');
    const check = async (commandLine: string) => {
      const disks = [{ target: '/dev/loop0', device: 'xvda' }];
      const guest = await createXenGuest(bed, {
        ...{ type, kernel: image.image, memoryMib: 32, disks, commandLine },
      });
      const shown = await text(guest.console);
      expect({ shown, reason: (await guest.exited).reason }).toMatchObject({ reason: 0 });
    };

    await check('');
    await check('');
    await check('-- check');

    await dom0('losetup -d /dev/loop0; rm /disk');
  });
});

it(`creates and destroys ${cycles} guests with a network device and leaves nothing behind`, async () => {
  const image = readImage(dirname(await imageOf('webserver', 'xen')));
  await bed.upload(readFileSync(image.image), '/many/kernel');
  await dom0(
    `printf '%s\\n' 'name="many"' 'type="pvh"' 'kernel="/many/kernel"' 'memory=8' 'vcpus=1' 'vif=["bridge=xenbr0"]' > /many/cfg`,
  );
  const cycle = (n: number) =>
    dom0(
      `i=0; while [ $i -lt ${n} ]; do xl create -q /many/cfg && xl destroy many || exit 1; i=$((i+1)); done`,
    );
  const left = () =>
    dom0('lsevtchn 0 | wc -l; xenstore-ls /local/domain | wc -l; ls /sys/class/net | wc -l; xl list | wc -l');
  await cycle(3);
  const before = await left();

  for (let done = 0; done < cycles; done += 20) await cycle(Math.min(20, cycles - done));

  expect(await left()).toBe(before);
}, 3_600_000);
