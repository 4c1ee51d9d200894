import { afterEach, beforeAll, describe, expect, it } from 'vitest';

import { serverWith } from './server-with.ts';
import { address, networks, types, useXenHost } from './xen-host.ts';

const { dom0, page, createServer } = useXenHost();
let image: string;

beforeAll(async () => {
  image = await serverWith('netfront', 'queues', 4);
});

afterEach(() => offerQueues(1));

/** What network devices that come from now on are told; xen-netback's own choice is the number of dom0's processors. */
function offerQueues(most: number): Promise<string> {
  return dom0(`echo ${most} > /sys/module/xen_netback/parameters/max_queues`);
}

/** What the guest has told its other end; nothing where it is one queue in the flat layout. */
async function queuesTold(guest: string): Promise<string> {
  const device = '/local/domain/$(xl domid ' + guest + ')/device/vif';
  return (
    await dom0(`for id in $(xenstore-list ${device}); do
    xenstore-read ${device}/$id/multi-queue-num-queues 2>/dev/null || :
done`)
  ).trim();
}

interface Traffic {
  readonly sent: number;
  readonly received: number;
}

/** Requests that each queue's rings have carried, as the back end counts them. */
async function trafficOfQueues(): Promise<readonly Traffic[]> {
  const shown = await dom0(`mkdir -p /sys/kernel/debug
[ -d /sys/kernel/debug/xen-netback ] || mount -t debugfs debugfs /sys/kernel/debug
cat /sys/kernel/debug/xen-netback/*/io_ring_q*`);
  return shown
    .split(/^Queue \d+$/m)
    .slice(1)
    .map((queue) => {
      const [sent, received] = [...queue.matchAll(/rsp prod (\d+)/g)].map(([, n]) => Number(n));
      return { sent: sent ?? NaN, received: received ?? NaN };
    });
}

/** Each request of dom0's own is a flow of its own. */
async function ask(times: number, served: string): Promise<void> {
  const shown = await dom0(
    `i=0; while [ $i -lt ${times} ]; do wget -q -O - http://${address}/ || exit; i=$((i + 1)); done`,
  );
  expect(shown).toBe(served.repeat(times));
}

describe.each(types)('a guest of type %s with four queues', (type) => {
  it('connects them all and uses them in both directions, also where it was restored', async () => {
    await offerQueues(4);
    const { served } = await createServer(type, 'queues', image);

    for (const turn of ['created', 'restored']) {
      expect(await queuesTold('queues'), turn).toBe('4');
      await ask(32, served);
      const traffic = await trafficOfQueues();
      expect(traffic, turn).toHaveLength(4);
      expect(traffic.filter(({ sent }) => sent > 0).length, JSON.stringify(traffic)).toBe(4);
      expect(traffic.filter(({ received }) => received > 0).length, JSON.stringify(traffic)).toBe(4);
      if (turn === 'created')
        await dom0('xl save queues /tmp/queues && xl restore /tmp/queues; rm /tmp/queues');
      expect(await page()).toBe(served);
    }

    await dom0('xl shutdown -w queues');
  });

  it('does with as many as an end offers that comes in the place of another', async () => {
    const { served } = await createServer(type, 'queues', image);
    expect(await queuesTold('queues')).toBe('');

    for (const [offered, told] of [
      [3, '3'],
      [1, ''],
      [8, '4'],
      [2, '2'],
    ] as const) {
      await offerQueues(offered);
      await dom0(`xl network-detach queues 0`);
      await dom0(`xl network-attach queues mac=${networks[0]?.mac} bridge=xenbr0`);
      expect(await page()).toBe(served); // Until then dom0 sends to anybody on the bridge.
      await ask(8, served);
      expect(await queuesTold('queues')).toBe(told);
    }

    await dom0('xl shutdown -w queues');
  });
});
