import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import {
  createXenGuest,
  findFreePort,
  type OwnedBed,
  startXenBed,
  statusOfReason,
  type XlDomain,
} from '@unicore/runner';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildGuest } from './build-guest.ts';

let bed: OwnedBed;
let guest: Awaited<ReturnType<typeof buildGuest>>;

beforeAll(async () => {
  guest = await buildGuest();
  bed = await startXenBed();
});

afterAll(async () => {
  await bed?.close();
  guest?.remove();
});

/** Runs the bed's guest to its end. */
async function run(settings: Partial<XlDomain>, overrides: readonly string[] = []) {
  const domain = { type: 'pvh', kernel: guest.path, memoryMib: 8, ...settings } as const;
  const { name, console, exited, firstOutputMs } = await createXenGuest(bed, domain, overrides);
  const shown = await text(console);
  const { reason = -1, xlOutput } = await exited;
  return { name, shown, status: statusOfReason(reason), reason, xlOutput, firstOutputMs: firstOutputMs() };
}

it.each([
  ['pv', 'a PV guest: one two\n'],
  ['pvh', 'a PVH guest: one two\n'],
] as const)('creates a guest of type %s, shows its console and reads its end', async (type, line) => {
  const { shown, status, firstOutputMs } = await run({ type, commandLine: 'one two' });

  expect({ shown, status }).toEqual({ shown: line, status: 0 });
  console.log(`xl create to first output, ${type}: ${firstOutputMs?.toFixed(0)} ms`);
});

it.each(['pv', 'pvh'] as const)('carries the exit status of a guest of type %s', async (type) => {
  expect((await run({ type, commandLine: 'status=5' })).status).toBe(5);
  expect((await run({ type, commandLine: 'status=127' })).status).toBe(127);
  expect(await run({ type, commandLine: 'crash' })).toMatchObject({ reason: 3, status: 134 });
});

it('carries any command line to the guest as it is', async () => {
  const commandLine = String.raw`net.addr=10.0.2.15/24 -- "a b" 'c' \d \\ # $HOME %s`;

  expect((await run({ commandLine })).shown).toBe(`a PVH guest: ${commandLine}\n`);
});

it('connects the back ends of network devices and disks before the guest runs', async () => {
  await bed.command('dd if=/dev/zero of=/disk.img bs=1M count=1');
  const networks = [{ bridge: 'xenbr0', mac: '00:16:3e:00:00:01' }];
  const disks = [{ target: '/dev/loop0', device: 'xvda' }];
  await bed.command('losetup /dev/loop0 /disk.img');

  const domain = {
    type: 'pv',
    kernel: guest.path,
    memoryMib: 8,
    commandLine: 'loop',
    networks,
    disks,
  } as const;
  const { name, console: lines, exited } = await createXenGuest(bed, domain);
  const [first] = (await once(lines, 'data')) as [Buffer];
  const store = await bed.command(`xenstore-ls /local/domain/0/backend; ls /sys/class/net/xenbr0/brif`);
  const destroyed = await bed.command(`xl destroy ${name}`);

  expect(String(first)).toBe('a PV guest: loop\n');
  expect(store.output).toContain('physical-device-path = "/dev/loop0"');
  expect(store.output).toMatch(/^vif\d+\.0$/m);
  expect(destroyed.status).toBe(0);
  expect((await exited).reason).toBeUndefined();
});

it('gives dom0 disks of the host, for as long as they are attached, to nobody else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'unicore, disks-'));
  const path = join(folder, 'disk one.img');
  writeFileSync(path, Buffer.alloc(1 << 20, 'a'));
  const disk = { path, readOnly: false };
  const readOnly = { path: join(folder, 'two.img'), readOnly: true };
  writeFileSync(readOnly.path, Buffer.alloc(1 << 20, 'b'));

  for (let turn = 1; turn <= 2; turn++) {
    const one = await bed.attachDisk(disk, 'first');
    const two = await bed.attachDisk(readOnly, 'second');
    await expect(bed.attachDisk(disk, 'third')).rejects.toMatchObject({ code: 'ERR_UNICORE_DISK_UNUSABLE' });
    const script = `printf turn${turn} >${one}; sync; head -c 4 ${two}; echo no >${two}`;
    const { status, output } = await bed.command(script);
    await bed.detachDisk('first');
    await bed.detachDisk('second');
    await bed.detachDisk('third');

    expect(output).toMatch(/^bbbb/);
    expect(status).not.toBe(0);
    expect(readFileSync(path, 'latin1').slice(0, 6)).toBe(`turn${turn}a`);
    const left = await bed.command(
      `n=0; while [ -e ${one} ] && [ $n -lt 100 ]; do usleep 50000; n=$((n+1)); done; ls ${one}`,
    );
    expect(left.status).not.toBe(0);
  }

  expect(readFileSync(readOnly.path)).toEqual(Buffer.alloc(1 << 20, 'b'));
  rmSync(folder, { recursive: true });
});

it('leads a port of the host to an address of the bridge, until it is told to stop', async () => {
  const hostPort = await findFreePort();
  const port = { protocol: 'tcp', address: '127.0.0.1', hostPort, guestPort: 80 } as const;
  const url = `http://127.0.0.1:${hostPort}/none`;

  const stop = await bed.forward(port, '10.0.2.1');

  expect((await fetch(url)).status).toBe(404); // dom0's own server
  await expect(bed.forward(port, '10.0.2.1')).rejects.toMatchObject({ code: 'ERR_UNICORE_PORT_TAKEN' });
  await stop();
  await expect(fetch(url)).rejects.toThrow();
});

it('keeps from the host what goes to a guest that is gone', async () => {
  const { output, status } = await bed.command(`
    sent() { cat /sys/class/net/eth0/statistics/tx_packets; }
    arp -s 10.0.0.77 00:16:3e:00:00:4d && sleep 1 || exit
    before=$(sent); ping -c 3 -W 1 10.0.0.77 >/dev/null; echo $(($(sent) - before)); arp -d 10.0.0.77`);

  expect({ output, status }).toEqual({ output: '0\n', status: 0 });
});

it('leaves no domain behind, and tells the status of each command', async () => {
  const { output } = await bed.command('xl list');

  expect(output.trim().split('\n')).toEqual([
    expect.stringMatching(/^Name/),
    expect.stringMatching(/^Domain-0/),
  ]);
  expect((await bed.command('echo one; echo two >&2; exit 3')).status).toBe(3);
  expect((await bed.command('echo one; echo two >&2')).output).toBe('one\ntwo\n');
});

it('says what xl said where it creates no domain', async () => {
  await expect(run({}, ['memory="much"'])).rejects.toMatchObject({ code: 'ERR_UNICORE_BED_FAILED' });
});
