import { randomBytes } from 'node:crypto';

import { findFreePort, findUefi } from '@unicore/runner';
import { type boot, platforms, type Vm } from '@unicore/testkit';
import { bootTest } from '@unicore/testkit/vitest';
import { beforeAll, expect } from 'vitest';

import { describeUnless } from '../test/example.ts';
import { echoTcp } from './echo-tcp.ts';
import { imageWithDriver } from './with-driver.ts';

const noQemu = platforms().find(({ name }) => name === 'metal')?.missing;
const noUefi = noQemu ?? (findUefi() ? undefined : 'OVMF is not installed: apt-get install ovmf');
const cards = ['e1000', 'e1000-82545em', 'e1000e'];

for (const [firmware, missing] of [
  ['bios', noQemu],
  ['uefi', noUefi],
] as const) {
  describeUnless(missing, `a machine with ${firmware}`, () => {
    let echo: string;
    let webserver: string;
    let suite: string;
    beforeAll(async () => {
      echo = await imageWithDriver('echo', 'e1000');
      webserver = await imageWithDriver('webserver', 'e1000');
      suite = await imageWithDriver('netdev', 'e1000');
    });

    for (const card of cards) {
      const start = async (bootVm: typeof boot, image: string, guestPort: number) => {
        const port = await findFreePort();
        const network = `user,id=card,hostfwd=tcp:127.0.0.1:${port}-:${guestPort}`;
        const vm = await bootVm(image, {
          ...{ firmware, network: 'none' },
          monitorArgs: ['-netdev', network, '-device', `${card},netdev=card`],
        });
        return { vm, port };
      };

      bootTest(`passes the suite of network devices on ${card}`, async ({ bootVm }) => {
        const { vm } = await start(bootVm, suite, 9);
        expect((await vm.exit()).status, vm.console).toBe(0);
        expect(vm.console).toMatch(/^ok \d+ - netdev_/m);
        expect(vm.console).not.toMatch(/^not ok|# SKIP/m);
      });

      bootTest(`echoes 4 MiB over each of four connections on ${card}`, async ({ bootVm }) => {
        const { vm, port } = await start(bootVm, echo, 7);
        await vm.waitForLine(/^ready/);
        const sent = Array.from({ length: 4 }, () => randomBytes(4 << 20));

        const received = await Promise.all(sent.map((bytes) => echoTcp(port, bytes)));

        received.forEach((bytes, index) => expect(bytes.equals(sent[index] ?? Buffer.of())).toBe(true));
      });

      bootTest(`answers 400 requests, eight at a time, on ${card}`, async ({ bootVm }) => {
        const { vm, port } = await start(bootVm, webserver, 80);
        await vm.waitForLine(/^ready/);
        const page = await (await fetch(`http://127.0.0.1:${port}/`)).text();
        expect(page).toContain('<html');

        await Promise.all(Array.from({ length: 8 }, () => fetchOften(vm, port, page)));
      });
    }
  });
}

/** One after the other, each on a connection of its own. */
async function fetchOften(vm: Vm, port: number, page: string) {
  for (let turn = 0; turn < 50; turn++) {
    const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } });
    expect(await answer.text(), vm.console).toBe(page);
  }
}
