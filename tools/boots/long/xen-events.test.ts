import { beforeAll, describe, expect, it } from 'vitest';

import { serverWith } from './server-with.ts';
import { networks, types, useXenHost } from './xen-host.ts';

const { dom0, page, createServer } = useXenHost();
let image: string;

beforeAll(async () => {
  image = await serverWith('xenplat', 'fifoEvents', true);
});

/** The event channels of the guest, as Xen shows them. */
function channels(guest: string): Promise<string> {
  return dom0(
    `xl dmesg -c >/dev/null; xl debug-keys e; xl dmesg | sed -n "/domain $(xl domid ${guest}):/,\\$p"`,
  );
}

describe.each(types)('a guest of type %s with event channels of the FIFO kind', (type) => {
  it('serves, also where it was restored, and where its network device came back', async () => {
    const { served } = await createServer(type, 'fifo', image);
    expect(await channels('fifo')).toMatch(/^\(XEN\) +\d+ \[\d\/\d\/ +-/m); // of the other kind nothing follows there

    for (let turn = 1; turn <= 2; turn++) {
      await dom0('xl save fifo /tmp/fifo && xl restore /tmp/fifo; rm /tmp/fifo');
      expect(await page()).toBe(served);
      await dom0('xl network-detach fifo 0');
      await dom0(`xl network-attach fifo mac=${networks[0]?.mac} bridge=xenbr0`);
      expect(await page()).toBe(served);
    }

    await dom0('xl save -c fifo /tmp/fifo; rm /tmp/fifo');
    expect(await page()).toBe(served);
    await dom0('xl shutdown -w fifo');
  });
});
