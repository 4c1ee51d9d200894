import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type BedDomain, type BedGuest, createXenGuest, readImage } from '@unicore/runner';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { imageOf } from '../test/example.ts';
import { address, networks, types, useXenHost } from './xen-host.ts';

const cycles = Number(process.env['UNICORE_XEN_CYCLES'] ?? 1000);

const { bed, dom0, page, createServer } = useXenHost();

describe.each(types)('a guest of type %s', (type) => {
  it('goes on after it was saved and restored, with its network', async () => {
    const { served } = await createServer(type, 'saved');

    for (let turn = 1; turn <= 3; turn++) {
      await dom0('xl save saved /tmp/saved && xl restore /tmp/saved');
      expect(await page()).toBe(served);
    }

    expect(JSON.parse(await page('/status'))).toMatchObject({ requests: expect.any(Number) });
    await dom0('xl shutdown -w saved; rm /tmp/saved');
  });

  it('goes on where saving it comes to nothing', async () => {
    const { served } = await createServer(type, 'kept');

    for (let turn = 1; turn <= 5; turn++) {
      await dom0('xl save -c kept /tmp/kept; rm /tmp/kept');
      expect(await page()).toBe(served);
    }

    await dom0('xl shutdown -w kept');
  });

  it('connects anew when its network device went and came back', async () => {
    const { served } = await createServer(type, 'plugged');

    for (let turn = 1; turn <= 3; turn++) {
      await dom0(`xl network-detach plugged 0`);
      await dom0(`xl network-attach plugged mac=${networks[0]?.mac} bridge=xenbr0`);
      expect(await page()).toBe(served);
    }

    await dom0('xl shutdown -w plugged');
  });

  it('obeys shutdown, reboot, and keys', async () => {
    const { guest } = await createServer(type, 'obeying');
    const shown = text(guest.console);

    await dom0('xl sysrq obeying m; xl sysrq obeying h; sleep 1; xl sysrq obeying c');

    expect((await guest.exited).reason).toBe(3);
    expect(await shown).toMatch(/^memory: \d+ KiB free of \d+ KiB$/m);
    expect(await shown).toMatch(/^panic: the toolstack asked for a crash$/m);
    const { guest: second } = await createServer(type, 'obeying');
    await dom0('xl reboot obeying');
    expect((await second.exited).reason).toBe(1);
  });
});

// Of a PVH guest `xl` asks for each of the 4 GiB of pages in turn, which takes an hour here.
it('a guest of type pv is dumped as it is, and goes on', async () => {
  const { served } = await createServer('pv', 'dumped');

  const bytes = await dom0(
    `xl dump-core dumped /run/core >&2 && grep -q '${served.split('\n')[0]}' /run/core && stat -c %s /run/core`,
  );

  expect(Number(bytes)).toBeGreaterThan(16 << 20);
  expect(await page()).toBe(served);
  await dom0('xl shutdown -w dumped; rm /run/core');
});

describe.each(types)('a disk of a guest of type %s', (type) => {
  let folder: string;
  let disk: { readonly path: string; readonly readOnly: boolean };
  let target: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'uc-xen-long-'));
    disk = { path: join(folder, 'disk.img'), readOnly: false };
    writeFileSync(disk.path, '');
    truncateSync(disk.path, 4 << 20);
    target = await bed().attachDisk(disk, 'long-disk');
  });

  afterEach(async () => {
    await bed().detachDisk('long-disk');
    rmSync(folder, { recursive: true });
  });

  async function createCheck(name: string, mode: string): Promise<BedGuest> {
    const image = readImage(dirname(await imageOf('blockcheck', 'xen')));
    const disks = [{ target, device: 'xvda' }];
    const domain: BedDomain = { name, type, kernel: image.image, memoryMib: 32, disks };
    return createXenGuest(bed(), { ...domain, commandLine: `-- ${mode}` });
  }

  /** The newest generation that the console tells to be flushed; 0 where none is. */
  function safeOf(shown: string): number {
    return Math.max(0, ...[...shown.matchAll(/generation (\d+) is safe/g)].map(([, n]) => Number(n)));
  }

  /** Boots a guest that checks the disk; returns the generation that is whole. */
  async function wholeGeneration(): Promise<number> {
    const guest = await createCheck('checking', 'check');
    const shown = await text(guest.console);
    expect({ shown, reason: (await guest.exited).reason }).toMatchObject({ reason: 0 });
    return Number(/generation (\d+) is whole/.exec(shown)?.[1]);
  }

  it('holds what was flushed, whenever the guest is destroyed', async () => {
    let whole = 0;

    for (let cut = 1; cut <= 8; cut++) {
      const guest = await createCheck('cut', 'write');
      let shown = '';
      await new Promise<void>((resolve) => {
        guest.console.on('data', (chunk: Buffer) => {
          shown += chunk.toString();
          if (safeOf(shown) >= whole + 1 + (cut % 3)) resolve();
        });
        guest.console.once('end', resolve);
      });
      await guest.destroy();
      await guest.exited;
      const safe = safeOf(shown);
      expect(safe, shown).toBeGreaterThan(whole);
      whole = await wholeGeneration();
      expect(whole).toBeGreaterThanOrEqual(safe);
    }
  });

  it('is written to on, where the guest is saved and restored meanwhile', async () => {
    await createCheck('moving', 'write');
    const log = '/var/log/xen/console/guest-moving.log';
    const grows = `n=$(wc -l <${log}); until [ $(wc -l <${log}) -gt $((n + 2)) ]; do usleep 100000; done`;
    await dom0(`until grep -q safe ${log}; do usleep 100000; done`);

    for (let turn = 1; turn <= 3; turn++) {
      await dom0(`xl save moving /tmp/moving && xl restore /tmp/moving && rm /tmp/moving; ${grows}`);
    }
    const shown = await dom0(`cat ${log}; xl destroy moving; rm ${log}`);

    expect(shown).not.toMatch(/fail|another/);
    expect(await wholeGeneration()).toBeGreaterThanOrEqual(safeOf(shown));
  });
});

describe.each(types)('a guest of type %s whose disks come and go', (type) => {
  it('has another disk when one comes back under the number of one that went', async () => {
    const image = readImage(dirname(await imageOf('disk-changes', 'xen')));
    const disks = [{ target: '/dev/loop1', device: 'xvda' }];
    await dom0('dd if=/dev/zero of=/one bs=1M count=1 2>/dev/null; losetup /dev/loop1 /one');
    await dom0('dd if=/dev/zero of=/two bs=1M count=2 2>/dev/null; losetup /dev/loop2 /two');
    const domain: BedDomain = { name: 'changing', type, kernel: image.image, memoryMib: 8, disks };

    const guest = await createXenGuest(bed(), domain);
    const shown = text(guest.console);
    const log = '/var/log/xen/console/guest-changing.log';
    const until = (line: string) => dom0(`until grep -q '${line}' ${log}; do usleep 50000; done`);
    await until('ready: disk 0');
    for (let turn = 1; turn <= 10; turn++) {
      await dom0('xl block-detach changing xvda');
      await until(`disk ${turn - 1} is gone`);
      await dom0(`xl block-attach changing phy:/dev/loop${(turn % 2) + 1},xvda,w`);
      await until(`ready: disk ${turn}`);
    }
    // Both at once, of which the guest has seen neither before.
    await dom0('xl block-detach changing xvda && xl block-attach changing phy:/dev/loop2,xvdb,w');
    await until('ready: disk 11');
    await dom0('xl shutdown -w changing; for n in 1 2; do losetup -d /dev/loop$n; done; rm /one /two');

    const tries = (await shown).split('\n').filter((line) => line.includes('tried'));
    expect(tries.map((line) => line.replace(/\r$/, ''))).toEqual(
      Array.from({ length: 12 }, (_, n) => {
        const [blocks, before] = n === 11 ? [4096, 5] : [n % 2 === 0 ? 2048 : 4096, Math.floor(n / 2)];
        return `disk ${n} has ${blocks} blocks, tried ${before} times before`;
      }),
    );
  });
});

/** What guests could leave behind in Xen, in the store and in dom0. */
async function leftovers(): Promise<Record<string, string>> {
  const questions: Record<string, string> = {
    domains: 'xl list | wc -l',
    'free memory of Xen, MiB': "xl info | sed -n 's/^free_memory *: //p'",
    'event channels of dom0': 'lsevtchn 0 | wc -l',
    'grants that are mapped or given': `xl dmesg -c >/dev/null; xl debug-keys g; xl dmesg | grep -e 'grant-table for' -e ' frames ' -e '\\[0x'`,
    'nodes of the store': 'xenstore-ls / | wc -l',
    'network devices': 'ls /sys/class/net | wc -l',
    'back ends': 'ls /sys/bus/xen-backend/devices | wc -l',
    processes: "ps | grep -c '[x]l \\|[b]lkback\\|vif[0-9]'",
  };
  const found: Record<string, string> = {};
  for (const [what, script] of Object.entries(questions))
    found[what] = (await bed().command(script)).output.trim();
  return found;
}

it(`creates and destroys ${cycles} guests with network devices and disks and leaves nothing behind`, async () => {
  const kinds = {
    webserver: `vif=["bridge=xenbr0"]' 'cmdline="net.addr=${address}/24"' 'ramdisk="/many/initrd"`,
    blockcheck: `disk=["phy:/dev/loop0,xvda,w"]' 'cmdline="-- write"`, // It writes until its end.
  };
  for (const [name, devices] of Object.entries(kinds)) {
    const image = readImage(dirname(await imageOf(name, 'xen')));
    await bed().upload(readFileSync(image.image), `/many/${name}`);
    if (image.initrd !== undefined) await bed().upload(readFileSync(image.initrd), '/many/initrd');
    const settings = `'name="many"' 'kernel="/many/${name}"' 'memory=8' 'vcpus=1' '${devices}'`;
    for (const type of types)
      await dom0(`printf '%s\\n' ${settings} 'type="${type}"' > /many/${name}-${type}.cfg`);
  }
  await dom0('dd if=/dev/zero of=/many/disk bs=1M count=4 2>/dev/null; losetup /dev/loop0 /many/disk');
  /** Some end while they connect, others at work. */
  const create = (count: number): Promise<string> =>
    dom0(`i=0; while [ $i -lt ${count} ]; do for cfg in /many/*.cfg; do
    xl create -q $cfg && usleep $((i / 4 % 4 * 100000)) && xl destroy many || { echo "$cfg"; xl list; exit 1; }
    i=$((i + 1))
done; done`);
  await create(12);
  const before = await leftovers();

  for (let done = 0; done < cycles; done += 20) await create(Math.min(20, cycles - done));

  expect(await leftovers()).toEqual(before);
  console.log(before);
  await dom0('losetup -d /dev/loop0; rm -r /many');
}, 7_200_000);
