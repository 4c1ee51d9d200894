import { bootTest } from '@unicore/testkit/vitest';
import { expect } from 'vitest';

import { imageOf, onEachPlatform } from './example.ts';
import { expectSuite } from './expect-suite.ts';

onEachPlatform('a program of POSIX with signals and timers', (platform) => {
  bootTest('finds what it expects of waits, queues and timers', async ({ bootVm }) => {
    const vm = await bootVm(await imageOf('signals', platform));

    const { status } = await vm.exit();

    expectSuite(vm.console, 'waits', 10);
    expectSuite(vm.console, 'queues', 6);
    expectSuite(vm.console, 'timers', 6);
    expect(vm.console).not.toContain('syscall:');
    expect(status, vm.console).toBe(0);
  });

  bootTest('ends by an alarm that nobody handles, with its number and status', async ({ bootVm }) => {
    const vm = await bootVm(await imageOf('signals', platform), { args: ['alarm'] });

    const { status } = await vm.exit();

    expect(vm.console).toContain('ended by signal 14');
    expectStatus(status, 128 + 14);
  });

  bootTest('ends by a signal to another thread', async ({ bootVm }) => {
    const vm = await bootVm(await imageOf('signals', platform), { args: ['other'] });

    const { status } = await vm.exit();

    expect(vm.console).toContain('ended by signal 10');
    expectStatus(status, 128 + 10);
  });

  /** Statuses above 127 are those of processes alone (uc/plat/power.h). */
  function expectStatus(status: number | undefined, wanted: number): void {
    if (platform === 'linuxu') expect(status).toBe(wanted);
    else expect(status).not.toBe(0);
  }
});
