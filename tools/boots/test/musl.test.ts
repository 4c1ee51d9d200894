import { bootTest } from '@unicore/testkit/vitest';
import { expect } from 'vitest';

import { expectSuite } from './expect-suite.ts';
import { endsWithoutWord, imageOf, onEachPlatform, statusOfPanic } from './example.ts';
import { run } from './run.ts';

onEachPlatform('a program of POSIX with musl', (platform) => {
  for (const profile of ['debug', 'size', 'speed'] as const) {
    bootTest(
      `finds what it expects of C, libm, memory and threads, profile ${profile}`,
      async ({ bootVm }) => {
        const vm = await bootVm(await imageOf('musl', platform, profile));

        const { status } = await vm.exit();

        expectSuite(vm.console, 'text', 9);
        expectSuite(vm.console, 'system', 12);
        expectSuite(vm.console, 'threads', 9);
        expect(vm.console).not.toContain('syscall:');
        expect(status, vm.console).toBe(0);
      },
    );
  }

  const ends = [
    { way: 'return', status: 7, output: 'no newline at the endbye\n' },
    { way: 'exit', status: 8, output: 'bye\n' },
    { way: '_exit', status: 9, output: '' },
  ];
  for (const { way, status, output } of ends) {
    bootTest(`flushes and calls its exit functions as C says where it ends by ${way}`, async ({ bootVm }) => {
      const vm = await bootVm(await imageOf('musl', platform), { args: [way] });

      expect(await vm.exit()).toMatchObject({ status, reason: 'exited' });
      expect(vm.console.replaceAll('\r', '')).toBe(output);
    });
  }

  for (const way of ['abort', 'assert']) {
    bootTest(`ends with a backtrace by ${way}`, async ({ bootVm }) => {
      const vm = await bootVm(await imageOf('musl', platform), { args: [way] });

      expect((await vm.exit()).status).toBe(statusOfPanic(platform));
      expect(vm.console).toContain('panic: signal 6');
      expect(vm.console.includes('Assertion failed: way == NULL')).toBe(way === 'assert');
    });
  }

  for (const way of ['stack', 'thread-stack']) {
    bootTest(`is reported by "${way}" that has overflowed`, async ({ bootVm, skip }) => {
      const vm = await bootVm(await imageOf('musl', platform, 'debug'), { args: [way] });

      const { status, trace } = await vm.exit();

      expect(status, vm.console).not.toBe(0);
      skip(endsWithoutWord(platform), 'Xen finds no stack to put the exception on: see the suite of faults');
      expect(vm.console).toMatch(/^panic: /m);
      expect(trace.join('\n'), vm.console).toContain('overflow');
    });
  }

  bootTest('ends by SIGTERM, without a backtrace', async ({ bootVm }) => {
    const vm = await bootVm(await imageOf('musl', platform), { args: ['terminate'] });

    expect((await vm.exit()).status).toBeGreaterThan(0);
    expect(vm.console).not.toContain('panic');
  });

  bootTest(
    'is told once of each system call that is missing, by whom it was called, and of all at the end',
    async () => {
      const { stdout, stderr, status } = await run('musl', platform, ['missing']).exit();

      const lines = stdout.split('\n');
      expect(lines.filter((line) => line.includes('no library'))).toEqual([
        'syscall: no library of this image provides inotify_init1, called',
        'syscall: no library of this image provides swapoff, called',
      ]);
      expect(lines).toContain('-1 -1 -1');
      expect(lines).toContain('swapoff: Function not implemented');
      expect(lines).toContain('syscall: missing were inotify_init1 (2), swapoff (1)');
      expect(stderr).toMatch(/at \+0x[0-9a-f]+ {2}inotify_init1 at .*inotify\.c/);
      expect(status).toBe(0);
    },
  );

  bootTest('is told why there is no fork, and nothing that stands on it', async ({ bootVm }) => {
    const vm = await bootVm(await imageOf('musl', platform), { args: ['fork'] });

    expect((await vm.exit()).status).toBe(0);
    expect(vm.console).toContain('syscall: fork: an image is one process; use threads');
    for (const name of ['fork', 'system', 'popen'])
      expect(vm.console).toContain(`${name}: Function not implemented`);
  });
});
