import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createXenGuest, type OwnedBed, readImage, startXenBed } from '@unicore/runner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { imageOf } from '../test/example.ts';

let bed: OwnedBed;

beforeAll(async () => {
  bed = await startXenBed();
});

afterAll(() => bed?.close());

describe('an image for another platform', () => {
  it('says on the console of Xen that it is for KVM, and ends as crashed', async () => {
    const { image: kernel } = readImage(dirname(await imageOf('hello', 'kvm', 'speed')));
    const guest = await createXenGuest(bed, { name: 'stranger', type: 'pvh', kernel, memoryMib: 16 });

    expect(await text(guest.console)).toBe(
      'unicore: this image is for KVM and QEMU; for Xen build it with --plat xen\n',
    );
    expect((await guest.exited).reason).toBe(3);
  });

  it.each([
    ['kvm', 'pv'],
    ['linuxu', 'pv'],
    ['linuxu', 'pvh'],
    ['metal', 'pv'],
    ['metal', 'pvh'],
  ] as const)('is refused by xl: %s as %s', async (platform, type) => {
    const { image: kernel } = readImage(dirname(await imageOf('hello', platform)));

    await expect(
      createXenGuest(bed, { type, kernel, memoryMib: 16 }).then(({ exited }) => exited),
    ).rejects.toMatchObject({
      hint: expect.stringContaining('Invalid kernel'),
    });
  });
});

describe('the configuration that a build writes', () => {
  beforeAll(async () => {
    const folder = dirname(await imageOf('xl-config', 'xen'));
    for (const name of readdirSync(folder).filter((each) => !/\.(debug|map)$/.test(each)))
      await bed.upload(readFileSync(join(folder, name)), `/made/${name}`);
    await bed.command('cd /made; for n in one two; do dd if=/dev/zero of=$n.img bs=1M count=1; done');
  });

  it.each([
    ['pvh', ''],
    ['pv', `'type="pv"'`],
  ])('is all that xl needs for a guest of type %s', async (type, override) => {
    const create = (option: string) => `cd /made && xl create ${option} configured.cfg ${override}`;
    expect(await bed.command(create('-n'))).toMatchObject({
      status: 0,
      output: expect.stringContaining(`"type": "${type}"`),
    });

    const log = '/var/log/xen/console/guest-configured.log';
    const { status, output } = await bed.command(`rm -f ${log}; ${create('-q')} || exit
      until grep -q '^ready' ${log}; do usleep 100000; xl list configured >/dev/null || exit; done
      xl list -l configured | grep -e '"max_memkb"' -e '"max_vcpus"'
      (echo a word; sleep 2) | nc 10.0.2.15 7
      while xl list configured >/dev/null 2>&1; do usleep 100000; done; cat ${log}`);

    expect(status, output).toBe(0);
    const lines = output.replaceAll('\r', '').split('\n');
    const given = ['<two words>', '<a "quote">', '<\\>', "<it's>", 'in the initrd'];
    expect(lines).toEqual(
      expect.arrayContaining([...given, 'disk 0: 2048 blocks', 'disk 1: 2048 blocks, read-only', 'a word']),
    );
    expect(output).toMatch(/"max_memkb": 9216,/);
  });
});
