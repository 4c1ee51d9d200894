import { bootTest } from '@unicore/testkit/vitest';
import { expect } from 'vitest';

import { expectSuite } from './expect-suite.ts';
import { imageOf, onEachPlatform } from './example.ts';

const memoryMib = 64;

onEachPlatform('the address space of programs', (platform) => {
  /** A PV guest of Xen gets its exceptions on the stack that it runs on: no page comes by one. */
  const eager = platform === 'xen' && process.env['UNICORE_XEN_TYPE'] === 'pv';

  for (const profile of ['debug', 'size'] as const) {
    bootTest(`is as its contract says, profile ${profile}`, async ({ bootVm }) => {
      const vm = await bootVm(await imageOf('aspace', platform, profile));

      const { status } = await vm.exit();

      expectSuite(vm.console, 'aspace', 10);
      expect(status).toBe(0);
    });
  }

  bootTest('is what mmap, signals and threads of POSIX make of it', async ({ bootVm }) => {
    const args = eager ? ['eager'] : [];
    const vm = await bootVm(await imageOf('mman', platform, 'size'), { args, memoryMib });

    const { status } = await vm.exit();

    expectSuite(vm.console, 'mman', 11);
    expect(vm.console.includes('SKIP')).toBe(eager);
    expect(status).toBe(0);
  });

  const ends = {
    stack: ['stack overflow', 'overflow'],
    'thread-stack': ['stack overflow', 'overflow'],
    'read-only': ['may not be used so', 'run'],
    unmapped: ['nothing is mapped there', 'run'],
    memory: ['out of memory', 'use_all_memory'],
  } as const;
  for (const [way, [text, culprit]] of Object.entries(ends)) {
    if (eager && way !== 'read-only' && way !== 'unmapped') continue;
    bootTest(
      `ends an image that nobody helps by "${way}", with the address and the function`,
      async ({ bootVm }) => {
        const vm = await bootVm(await imageOf('mman', platform, 'debug'), { args: [way], memoryMib });

        const { status, trace } = await vm.exit();

        expect(status, vm.console).not.toBe(0);
        expect(vm.console).not.toContain('survived');
        expect(vm.console).toMatch(new RegExp(`^panic: .*${text}.*, address 0x[0-9a-f]+`, 'm'));
        expect(trace.join('\n'), vm.console).toContain(culprit);
      },
    );
  }

  bootTest('signals where memory ends, and gives it back', async ({ bootVm }) => {
    const vm = await bootVm(await imageOf('mman', platform, 'debug'), { args: ['memory-caught'], memoryMib });

    expect((await vm.exit()).status).toBe(0);
    expect(vm.console).toContain(eager ? 'refused' : 'signal 7 at 1');
    if (!eager) expect(vm.console).toContain('it came back');
  });
});
