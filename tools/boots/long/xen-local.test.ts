// What `unicore-link run --plat xen` does on a Xen host, its path to the local xl: the runner in dom0 of the test bed.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import { imageOf } from '../test/example.ts';
import { installNode } from './node-in-dom0.ts';
import { address, types, useXenHost } from './xen-host.ts';

const host = useXenHost({ memoryMib: 1280, dom0MemoryMib: 768 });

beforeAll(async () => {
  await installNode(host.bed());
  for (const name of ['system', 'webserver', 'blockcheck']) {
    const folder = dirname(await imageOf(name, 'xen'));
    for (const file of readdirSync(folder).filter((each) => !/\.(debug|map)$/.test(each)))
      await host.bed().upload(readFileSync(join(folder, file)), `/images/${name}/${file}`);
  }
});

describe.each(types)('the runner on a Xen host, for guests of type %s', (type) => {
  /** A command of dom0 that runs an image. */
  const runner = (name: string, options: object = {}): string =>
    `env UNICORE_XEN_TYPE=${type} LD_LIBRARY_PATH=/node/lib /node/bin/node /node/run-image.mjs /images/${name} '${JSON.stringify(options)}'`;
  /** Says what is left of guests: domains, files of the runner. */
  const leftovers = 'xl list | tail -n +3; ls -d /tmp/unicore-* 2>/dev/null';

  it('shows the console, hands arguments and standard input on, and has the status', async () => {
    const { output, status } = await host
      .bed()
      .command(`printf 'one\\ntwo\\004\\026' | ${runner('system', { args: ['to-end'] })}`);
    expect(output).toContain('9 bytes, then the end\n');
    expect(status).toBe(0);

    const failing = await host.bed().command(runner('system', { args: ['return', '42'] }));
    expect(failing.status).toBe(42);
    expect(await host.dom0(`${leftovers}; true`)).toBe('');
  });

  it('answers each line as it comes', async () => {
    const lines =
      await host.dom0(`mkfifo /in; ${runner('system', { args: ['lines'] })} </in >/out & exec 3>/in
      for line in ready one two; do
        until grep -q $line /out; do usleep 100000; done
        case $line in ready) echo one >&3;; one) echo two >&3;; two) echo end >&3;; esac
      done
      wait $! && cat /out; rm /in /out`);

    expect(lines).toBe('ready\n<one>\n<two>\n');
  });

  it('puts the guest on the bridge, and destroys it on SIGTERM', async () => {
    const parameters = [`net.addr=${address}/24`];
    await host.dom0(`${runner('webserver', { parameters })} >/out 2>&1 & echo $! >/pid`);

    expect(await host.page()).toContain('<html');

    const { output, status } = await host.bed()
      .command(`kill $(cat /pid); while kill -0 $(cat /pid); do usleep 100000; done 2>/dev/null
      cat /out; rm /out /pid; ${leftovers}; true`);
    expect({ output, status }).toEqual({
      output: expect.stringMatching(/^ready: .*\n$/m),
      status: 0,
    });
  });

  it('takes the guest away where the runner is killed', async () => {
    await host.dom0(`${runner('system', { args: ['wait'] })} >/out 2>&1 & pid=$!
      until grep -q ready /out; do usleep 100000; done
      kill -9 $pid; until [ -z "$(${leftovers})" ]; do usleep 100000; done; rm /out`);
  });

  it('gives the guest a block device as its disk', async () => {
    const disks = ['/dev/loop0'];
    await host.dom0('dd if=/dev/zero of=/disk bs=1M count=4 2>/dev/null; losetup /dev/loop0 /disk');

    const shown = await host.dom0(
      `${runner('blockcheck', { disks })} && ${runner('blockcheck', { disks, args: ['check'] })}`,
    );

    expect(shown).toMatch(/generation 1 is whole/);
    await host.dom0('losetup -d /dev/loop0; rm /disk');
  });

  it('says what xl said where there is no domain', async () => {
    const { output, status } = await host
      .bed()
      .command(runner('system', { monitorArgs: ['kernel="/none"'] }));

    expect({ output, status }).toEqual({
      output: expect.stringContaining('ERR_UNICORE_BED_FAILED'),
      status: 1,
    });
    expect(await host.dom0(`${leftovers}; true`)).toBe('');
  });
});
