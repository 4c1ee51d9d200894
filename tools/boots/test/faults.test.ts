import { bootTest } from '@unicore/testkit/vitest';
import { expect } from 'vitest';

import { endsWithoutWord, imageOf, onEachPlatform, onPlatform, statusOfPanic } from './example.ts';

onEachPlatform('an image', (platform) => {
  const forbidden = {
    'page-zero': 'read_page_zero',
    text: 'write_text',
    constant: 'write_constant',
    data: 'main', // called by it in the place of a return
    stack: 'overflow_stack',
    'thread-stack': 'overflow_stack',
    guard: 'touch_guard',
  };
  for (const [fault, culprit] of Object.entries(forbidden)) {
    bootTest(
      `reports the fault "${fault}" with registers and a backtrace by name, and fails`,
      async ({ bootVm, skip }) => {
        const vm = await bootVm(await imageOf('faults', platform, 'debug'), { args: [fault] });

        const { status, trace } = await vm.exit();

        expect(status, vm.console).not.toBe(0);
        expect(vm.console).not.toContain('survived');
        skip(
          fault.endsWith('stack') && endsWithoutWord(platform),
          'the guest ends as crashed, but without a word: Xen finds no stack to put the exception on',
        );
        expect(vm.console).toMatch(/^panic: /m);
        expect(vm.console).toMatch(/rip[ =:]+(0x)?[0-9a-f]{8,16}/i);
        expect(trace.join('\n'), vm.console).toContain(culprit);
      },
    );
  }

  bootTest('ends at a smashed stack canary', async ({ bootVm }) => {
    const vm = await bootVm(await imageOf('faults', platform, 'size'), { args: ['canary'] });

    const { status } = await vm.exit();

    expect(status, vm.console).not.toBe(0);
    expect(vm.console).toMatch(/^panic: .*stack/m);
    expect(vm.console).not.toContain('survived');
  });

  bootTest(
    'names a failed assertion in a debug build, and its place in a build for size',
    async ({ bootVm }) => {
      const debug = await bootVm(await imageOf('faults', platform, 'debug'), { args: ['assertion'] });
      expect((await debug.exit()).status).not.toBe(0);
      expect(debug.console).toContain('zero != 0');

      const small = await bootVm(await imageOf('faults', platform, 'size'), { args: ['assertion'] });
      const { status, trace } = await small.exit();
      expect(status).not.toBe(0);
      expect(trace.join('\n'), small.console).toContain('main.c');
    },
  );

  bootTest('prints the text of a panic', async ({ bootVm }) => {
    const vm = await bootVm(await imageOf('faults', platform), { args: ['panic'] });

    expect((await vm.exit()).status).toBe(statusOfPanic(platform));
    expect(vm.console).toContain('panic: the answer is 42');
  });

  bootTest('lists the threads and what each was doing, after a fault', async ({ bootVm }) => {
    const vm = await bootVm(await imageOf('faults', platform), { args: ['threads'] });

    expect((await vm.exit()).status).not.toBe(0);
    const listed = [...vm.console.matchAll(/^thread (\w+): ([a-z, ]+?)(?:, stack \d+)?\r?$/gm)];
    expect(Object.fromEntries(listed.map(([, name, state]) => [name, state])), vm.console).toEqual({
      main: 'waits',
      waiter: 'waits',
      sleeper: 'waits or sleeps, with a deadline',
      done: 'has ended, not joined yet',
      culprit: 'runs',
      next: 'ready',
    });
  });

  bootTest('has no list where it has no scheduler', async ({ bootVm }) => {
    const vm = await bootVm(await imageOf('system', platform), { args: ['execute-heap'] });

    expect((await vm.exit()).status).not.toBe(0);
    expect(vm.console).toMatch(/^panic: /m);
    expect(vm.console).not.toMatch(/^thread /m);
  });

  bootTest('answers NULL when memory runs out, and goes on', async ({ bootVm }) => {
    const vm = await bootVm(await imageOf('faults', platform), { args: ['memory'], memoryMib: 8 });

    const { status } = await vm.exit();

    expect(vm.console).toMatch(/took \d{3,} KiB, gave it back, took again: yes/);
    expect(status).toBe(0);
  });
});

onPlatform('kvm', 'hello on kvm', () => {
  bootTest('says at entry how much memory it needs', async ({ bootVm }) => {
    const vm = await bootVm(await imageOf('hello', 'kvm'), { monitorArgs: ['-m', '1028k'] });

    const { status } = await vm.exit();

    expect(status).not.toBe(0);
    expect(vm.console).toMatch(/needs at least \d+ KiB/);
  });
});
