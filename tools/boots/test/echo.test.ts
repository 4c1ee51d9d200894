import { randomBytes } from 'node:crypto';

import type { Vm } from '@unicore/testkit';
import { bootTest } from '@unicore/testkit/vitest';
import { expect } from 'vitest';

import { echoTcp, echoUdp } from './echo-client.ts';
import { imageOf, onEachPlatform } from './example.ts';

onEachPlatform('echo', (platform) => {
  bootTest('sends back a stream of 256 KiB, over several connections at once', async ({ bootVm }) => {
    const vm = await bootEcho(bootVm);
    const sent = Array.from({ length: 4 }, () => randomBytes(256 * 1024));

    const received = await Promise.all(sent.map((bytes) => echoTcp(vm.port(7), bytes)));

    received.forEach((bytes, index) => expect(bytes.equals(sent[index] ?? Buffer.of())).toBe(true));
  });

  bootTest('sends back datagrams of 1 byte to the largest of one frame', async ({ bootVm }) => {
    const vm = await bootEcho(bootVm);

    for (const size of [1, 2, 63, 512, 1472]) {
      const bytes = randomBytes(size);
      expect((await echoUdp(vm.port(7, 'udp'), bytes)).equals(bytes)).toBe(true);
    }
  });

  async function bootEcho(bootVm: (image: string, options: object) => Promise<Vm>): Promise<Vm> {
    const vm = await bootVm(await imageOf('echo', platform), { publish: ['7', '7/udp'] });
    await vm.waitForLine(/^ready/);
    return vm;
  }
});
