import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmdirSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { bootTest } from '@unicore/testkit/vitest';
import { expect } from 'vitest';

import { imageOf, onEachPlatform, onPlatform, statusOfPanic } from './example.ts';
import { childrenOf, isAlive } from './processes.ts';
import { run } from './run.ts';

onEachPlatform('the status of an image', (platform) => {
  for (const status of [0, 1, 42, 126]) {
    bootTest(`is ${status} where main returns it or calls exit`, async ({ bootVm }) => {
      const image = await imageOf('system', platform);

      for (const way of ['return', 'exit']) {
        const vm = await bootVm(image, { args: [way, String(status)] });
        expect(await vm.exit(), vm.console).toMatchObject({ status, reason: 'exited' });
      }
      const command = run('system', platform, ['return', String(status)]);
      expect((await command.exit()).status).toBe(status);
    });
  }

  bootTest('is not 0 where the program says 128 or more', async ({ bootVm }) => {
    const image = await imageOf('system', platform);

    for (const way of ['return', 'exit', '_exit']) {
      const vm = await bootVm(image, { args: [way, '128'] });
      expect((await vm.exit()).status, `${way}: ${vm.console}`).toBeGreaterThan(0);
    }
  });

  bootTest('is 124 after the time that it was given, whether it sleeps or loops', async ({ bootVm }) => {
    const image = await imageOf('system', platform);
    for (const way of ['wait', 'loop']) {
      const vm = await bootVm(image, { args: [way], timeoutMs: 1_500 });

      expect(await vm.exit()).toMatchObject({ status: 124, reason: 'timeout' });
      expect(isAlive(vm.guest.pid)).toBe(false);
    }

    const { status, stderr } = await run('system', platform, ['wait'], ['--timeout', '1.5']).exit();
    expect(status).toBe(124);
    expect(stderr).toContain('ended after 1.5 s');
  });

  bootTest('is 143 once it is stopped, and no process is left', async ({ bootVm }) => {
    const image = await imageOf('system', platform);
    for (const way of ['wait', 'loop']) {
      const vm = await bootVm(image, { args: [way] });
      await vm.waitForLine(/^ready/);
      expect(isAlive(vm.guest.pid)).toBe(true);

      expect(await vm.stop()).toMatchObject({ status: 143, reason: 'stopped' });

      expect(isAlive(vm.guest.pid)).toBe(false);
    }
  });

  bootTest('leaves no process of its network behind either', async ({ bootVm }) => {
    const before = childrenOf(process.pid);
    const vm = await bootVm(await imageOf('network', platform), { publish: ['7'] });
    await vm.waitForLine(/^ready/);
    const started = childrenOf(process.pid).filter((pid) => !before.includes(pid));
    expect(started).toContain(vm.guest.pid);

    await vm.stop();

    expect(started.filter(isAlive)).toEqual([]);
  });

  for (const [signal, status] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    bootTest(`is ${status} after ${signal} to unicore-link run, and no process is left`, async () => {
      const command = run('system', platform, ['wait']);
      await command.printed('ready');
      const guests = childrenOf(command.process.pid as number);
      expect(guests).not.toEqual([]);

      command.process.kill(signal);

      expect((await command.exit()).status).toBe(status);
      expect(guests.filter(isAlive)).toEqual([]);
    });
  }

  bootTest('is no matter when unicore-link run is killed: the guest and its files go with it', async () => {
    const files = mkdtempSync(join(tmpdir(), 'uc-system-'));
    const command = run('system', platform, ['wait'], [], ['env', `TMPDIR=${files}`]);
    await command.printed('ready');
    const guests = childrenOf(command.process.pid as number);
    expect(guests).not.toEqual([]);

    command.process.kill('SIGKILL');

    await command.exit();
    await gone(guests);
    expect(readdirSync(files)).toEqual([]);
    rmdirSync(files);
  });
});

onEachPlatform('the command line of an image', (platform) => {
  bootTest('names a parameter that no library knows, and goes on', async ({ bootVm }) => {
    const vm = await bootVm(await imageOf('system', platform), {
      parameters: ['nosuch.thing=1'],
      args: ['arguments', 'here'],
    });

    expect((await vm.exit()).status).toBe(0);
    expect(vm.console).toContain('unknown parameter: nosuch.thing');
    expect(vm.console).toContain('<here>');
  });

  bootTest('passes standard input on, line by line', async () => {
    const lines = ['one', 'two words', randomUUID().repeat(5)];
    const command = run('system', platform, ['lines']);
    await command.printed('ready');
    for (const line of lines) {
      command.process.stdin.write(`${line}\n`);
      await command.printed(`<${line}>`);
    }
    command.process.stdin.end('all at once\nend\n');

    const { status, stdout } = await command.exit();

    expect(status).toBe(0);
    expect(stdout).toBe(['ready', ...[...lines, 'all at once'].map((line) => `<${line}>`), ''].join('\n'));
  });
});

onEachPlatform('the standard input of an image', (platform) => {
  bootTest('is there to its last byte, whatever it is, and ends', async ({ skip }) => {
    skip(platform === 'kvm' || platform === 'metal', 'a serial port knows no end of the input');
    for (const input of ['', 'hi\n', 'one\ntwo', '\x04\x16\x16\x1d', 'a'.repeat(10_000)]) {
      const command = run('system', platform, ['to-end']);
      command.process.stdin.end(input);

      const { status, stdout } = await command.exit();

      expect(stdout).toBe(`${input.length} bytes, then the end\n`);
      expect(status).toBe(0);
    }
  });
});

onEachPlatform('an image', (platform) => {
  bootTest('has a clock that never goes back, sleeps long enough, and knows the date', async ({ bootVm }) => {
    const image = await imageOf('system', platform);
    const start = performance.now();
    const vm = await bootVm(image, { args: ['clocks'] });

    const { status } = await vm.exit();

    expect(status, vm.console).toBe(0);
    // It slept for a second at its end: no host is so fast that this may have taken less.
    expect(performance.now() - start).toBeGreaterThanOrEqual(1_000);
    const wall = Number(/^wall (\d+)/m.exec(vm.console)?.[1]);
    expect(Math.abs(wall - Date.now() / 1000)).toBeLessThan(86_400);
  });

  bootTest('draws other random bytes on each boot', async ({ bootVm }) => {
    const drawn: string[] = [];
    for (let boot = 0; boot < 3; boot++) {
      const vm = await bootVm(await imageOf('system', platform), { args: ['entropy'] });
      drawn.push(await vm.waitForLine(/^entropy [0-9a-f]{64}$/));
      expect((await vm.exit()).status).toBe(0);
    }

    expect(new Set(drawn).size).toBe(3);
  });

  bootTest('can take every page that it counts, and gives it back', async ({ bootVm }) => {
    const vm = await bootVm(await imageOf('system', platform), { args: ['pages'], memoryMib: 16 });

    expect((await vm.exit()).status, vm.console).toBe(0);
    const { total, taken } = pagesOf(vm.console);
    expect(taken).toBe(total);
    expect(total).toBeGreaterThan(3_800);
    expect(total).toBeLessThanOrEqual(4_096);
  });

  for (const place of ['heap', 'stack']) {
    bootTest(`ends where it executes its ${place}`, async ({ bootVm }) => {
      const vm = await bootVm(await imageOf('system', platform), { args: [`execute-${place}`] });

      const { status, trace } = await vm.exit();

      expect(status).toBe(statusOfPanic(platform));
      expect(vm.console).toMatch(
        platform !== 'linuxu' ? /^panic: page fault, address 0x/m : /^panic: SIGSEGV, /m,
      );
      expect(vm.console).not.toContain('survived');
      expect(trace.join('\n')).toContain(`execute_${place}`);
    });
  }

  bootTest('sends what it wrote right before its end', async ({ bootVm }) => {
    for (let boot = 0; boot < 3; boot++) {
      const parameters = ['net.addr=10.0.2.15/24'];
      const vm = await bootVm(await imageOf('network', platform), { publish: ['7'], parameters });
      await vm.waitForLine(/^ready/);

      expect(await echoes(vm.port(7), 1, 'bye')).toBe(1);
      expect(await vm.exit(), vm.console).toMatchObject({ status: 0, reason: 'exited' });
    }
  });

  bootTest('wakes for its network while threads sleep, long and short', async ({ bootVm }) => {
    // An address from the start: the host asks again for a connection only after seconds.
    const parameters = ['net.addr=10.0.2.15/24'];
    const vm = await bootVm(await imageOf('network', platform), { publish: ['7'], parameters });
    await vm.waitForLine(/^ready/);

    // Only an interrupt ends the idling here: the one thread that has a deadline has it in an hour.
    expect(await echoes(vm.port(7), 50, 'asleep')).toBe(50);
    expect(vm.console).not.toContain('an hour');
    expect(await echoes(vm.port(7), 50, 'tick')).toBe(50);

    expect(await vm.waitForLine(/^ticked/)).toBe('ticked 100 times, 0 too early');
  });
});

onPlatform('linuxu', 'a process of linuxu', () => {
  for (const [signal, status] of [
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const) {
    bootTest(`ends with ${status} on ${signal}`, async ({ bootVm }) => {
      const image = await imageOf('system', 'linuxu');
      for (const way of ['wait', 'loop']) {
        const vm = await bootVm(image, { args: [way] });
        await vm.waitForLine(/^ready/);

        process.kill(vm.guest.pid, signal);

        expect(await vm.exit()).toMatchObject({ status, reason: 'exited' });
      }
    });
  }

  for (const [command, number] of [
    ['open-file', '0x101'],
    ['make-executable', '0xa'],
  ] as const) {
    bootTest(
      `panics at a system call that it must not make (${command}), and names it`,
      async ({ bootVm }) => {
        const vm = await bootVm(await imageOf('system', 'linuxu', 'debug'), { args: [command] });

        const { status, trace } = await vm.exit();

        expect(status).toBe(statusOfPanic('linuxu'));
        expect(vm.console).toMatch(new RegExp(`^panic: SIGSYS, .*seccomp.* ${number}$`, 'm'));
        expect(vm.console).not.toContain('survived');
        expect(trace.join('\n')).toContain(command.replace('-', '_'));
      },
    );
  }
});

onPlatform('kvm', 'a virtual machine of kvm', () => {
  bootTest('uses the memory below 640 KiB', async ({ bootVm }) => {
    const memoryMib = 1.2;
    const vm = await bootVm(await imageOf('system', 'kvm'), { args: ['pages'], memoryMib });

    expect((await vm.exit()).status, vm.console).toBe(0);
    const { total, taken } = pagesOf(vm.console);
    const pagesAbove1Mib = ((memoryMib - 1) * 1024) / 4;
    expect(taken).toBe(total);
    expect(total).toBeGreaterThan(pagesAbove1Mib + 100);
  });
});

function pagesOf(console: string): { readonly total: number; readonly taken: number } {
  return {
    total: Number(/^total (\d+) pages/m.exec(console)?.[1]),
    taken: Number(/^took (\d+) pages/m.exec(console)?.[1]),
  };
}

/** Says `word` so often, each time after the answer to the one before; returns how many answers were right. */
async function echoes(port: number, count: number, word: string): Promise<number> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let right = 0;
  for (let i = 0; i < count; i++) {
    const answer = once(socket, 'data') as Promise<[Buffer]>;
    socket.write(i === 0 ? word : `${word.slice(0, 2)} ${i}`);
    const [data] = await answer;
    if (data.toString() === (i === 0 ? word : `${word.slice(0, 2)} ${i}`)) right++;
  }
  socket.destroy();
  return right;
}

/** Waits until none of the processes is alive; the test's own time-out is the end of its patience. */
async function gone(pids: readonly number[]): Promise<void> {
  while (pids.some(isAlive)) await new Promise((resolve) => setTimeout(resolve, 10));
}
