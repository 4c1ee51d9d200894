import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bootTest } from '@unicore/testkit/vitest';
import { expect } from 'vitest';

import { copyOf } from './copy-of.ts';
import { echoTcp } from './echo-client.ts';
import { imageIn, imageOf, onEachPlatform } from './example.ts';
import { run } from './run.ts';

/** The scripts' root file system is /tmp as well; where the stack of Lua grows to its limit, it is copied. */
const memoryMib = 128;
const checks = {
  coroutine: 10,
  io: 24,
  limits: 8,
  math: 18,
  modules: 6,
  os: 10,
  string: 12,
};

const copies = new Map<string, string>();

/** The port with the scripts of these tests as its root file system; one copy for each platform. */
function withScripts(platform: string): string {
  const there = copies.get(platform);
  if (there !== undefined) return there;
  const folder = copyOf('lua', platform);
  rmSync(join(folder, 'root'), { recursive: true });
  cpSync(fileURLToPath(new URL('../programs/lua/root', import.meta.url)), join(folder, 'root'), {
    recursive: true,
  });
  copies.set(platform, folder);
  return folder;
}

onEachPlatform('Lua', (platform) => {
  for (const profile of ['debug', 'size', 'speed'] as const) {
    bootTest(
      `is what its manual says of strings, numbers, files, time, coroutines and limits, profile ${profile}`,
      async ({ bootVm }) => {
        const image = await imageIn(withScripts(platform), platform, profile);
        const vm = await bootVm(image, { args: ['suite.lua'], memoryMib });

        const { status } = await vm.exit();

        expect(vm.console).not.toContain('not ok');
        for (const [name, count] of Object.entries(checks))
          expect(vm.console).toContain(`${name}: ${count} checks`);
        expect(status, vm.console).toBe(0);
      },
    );
  }

  bootTest('runs the script that the port brings, with its arguments', async ({ bootVm }) => {
    const vm = await bootVm(await imageOf('lua', platform), { args: ['hello.lua', 'all of you'] });

    expect((await vm.exit()).status).toBe(0);
    expect(vm.console).toContain('Lua 5.4 says hello to all of you');
  });

  const ends = [
    { what: 'an error', code: 'local function f() error("no way") end f()', status: 1, line: 'no way' },
    {
      what: 'an error that is a table',
      code: 'error({})',
      status: 1,
      line: '(error object is a table value)',
    },
    { what: 'a syntax error', code: 'x = = 1', status: 1, line: "unexpected symbol near '='" },
    { what: 'os.exit(7)', code: 'io.write("unterminated") os.exit(7)', status: 7, line: 'unterminated' },
    { what: 'os.exit(false)', code: 'os.exit(false, true)', status: 1, line: '' },
    { what: 'its last line', code: 'print(7 // 2)', status: 0, line: '3' },
  ];
  for (const { what, code, status, line } of ends) {
    bootTest(`ends with status ${status} by ${what}`, async ({ bootVm }) => {
      const vm = await bootVm(await imageOf('lua', platform), { args: ['-e', code] });

      expect((await vm.exit()).status, vm.console).toBe(status);
      expect(vm.console).toContain(line);
      expect(vm.console.includes('stack traceback:')).toBe(what.startsWith('an error'));
    });
  }

  bootTest('reads numbers and lines from standard input', async () => {
    const code =
      'print("ready") io.flush() print("sum", io.read("n") + io.read("n"), io.read("L"), io.read())';
    const vm = run('lua', platform, ['-e', code]);
    await vm.printed('ready');
    vm.process.stdin.write('20 0x16 of both\nand a line\n');

    const { status, stdout } = await vm.exit();

    expect(stdout).toContain('sum\t42\t of both\n\tand a line\n');
    expect(status).toBe(0);
  });

  bootTest('has sockets of TCP, which the collector closes', async ({ bootVm }) => {
    const image = await imageIn(withScripts(platform), platform);
    const vm = await bootVm(image, { args: ['sockets.lua'], memoryMib });

    const { status } = await vm.exit();

    expect(vm.console).toContain('sockets are as they should be');
    expect(vm.console).not.toContain('syscall:');
    expect(status, vm.console).toBe(0);
  });

  bootTest('serves lines to clients of the host, one after the other', async ({ bootVm }) => {
    const image = await imageIn(withScripts(platform), platform);
    const vm = await bootVm(image, { args: ['sockets.lua', '7'], publish: ['7'] });
    await vm.waitForLine(/listening on 7/);

    for (const text of ['one\ntwo\n\n', '\n', `${'long '.repeat(2000)}\n\n`]) {
      const answer = await echoTcp(vm.port(7), Buffer.from(text));
      const lines = text.split('\n').filter((line) => line !== '');
      expect(answer.toString()).toBe(
        `${lines.map((line) => `${line.toUpperCase()}\n`).join('')}${lines.length} lines\n`,
      );
    }
  });
});
