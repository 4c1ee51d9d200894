import { createSocket } from 'node:dgram';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { captureCommand, findProgram, type Guest, start, type StartOptions } from '../src/index.ts';
import { type BuiltGuests, buildGuests } from './build-guests.ts';

let guests: BuiltGuests;
beforeAll(async () => {
  guests = await buildGuests();
});
afterAll(() => guests.remove());

async function run(
  image: string,
  options: StartOptions,
): Promise<{ console: string; status: number; reason: string; trace: readonly string[] }> {
  const guest = await start(image, options);
  const console = await text(guest.console);
  return { console, ...(await guest.exited) };
}

describe('an image for linuxu', () => {
  it('gets parameters, then its arguments, and passes on its status', async () => {
    const result = await run(guests.linuxu({ parameters: ['a.b=1'] }), {
      parameters: ['a.c=2'],
      args: ['exit', '7', 'two words'],
    });

    expect(result.console).toBe(
      'parameter a.b=1\nparameter a.c=2\nargument exit\nargument 7\nargument two words\n',
    );
    expect(result).toMatchObject({ status: 7, reason: 'exited' });
  });

  it('is told of no network where it has no network device', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'unicore-runner-no-net-'));
    const built = join(folder, 'build/linuxu-x86_64');
    const solved = join(folder, '.unicore/linuxu-x86_64');
    for (const each of [built, solved]) mkdirSync(each, { recursive: true });
    copyFileSync(guests.linuxu(), join(built, 'image.json'));
    copyFileSync(join(guests.linuxu(), '../process'), join(built, 'process'));
    writeFileSync(join(solved, 'config'), '# CONFIG_CONTRACT_NETDEV is not set\n');
    const result = await run(built, { network: 'user', args: ['exit', '0'] });
    rmSync(folder, { recursive: true });

    expect(result.console).toBe('argument exit\nargument 0\n');
  });

  it('takes the arguments of the image where none are given', async () => {
    expect((await run(guests.linuxu({ args: ['exit', '3'] }), {})).status).toBe(3);
  });

  it('that dies of a signal has status 128 + its number', async () => {
    expect((await run(guests.linuxu(), { args: ['crash'] })).status).toBe(128 + 6);
  });

  it('ends after the time-out with status 124', async () => {
    expect(await run(guests.linuxu(), { args: ['wait'], timeoutMs: 300 })).toMatchObject({
      status: 124,
      reason: 'timeout',
    });
  });

  it('is ready when it says so, and ends on stop()', async () => {
    const guest = await start(guests.linuxu(), { args: ['wait'] });
    guest.console.resume();
    await guest.ready;

    expect(await guest.stop()).toMatchObject({ reason: 'stopped' });
    expect(existsSync(`/proc/${guest.pid}`)).toBe(false);
  });

  it('ends when its signal aborts', async () => {
    const controller = new AbortController();
    const guest = await start(guests.linuxu(), { args: ['wait'], signal: controller.signal });
    guest.console.resume();
    await guest.ready;
    controller.abort();

    expect((await guest.exited).reason).toBe('stopped');
  });

  it.runIf(findProgram('slirp4netns'))(
    'reaches the host by a namespace of its own, on published ports',
    async () => {
      const guest = await start(guests.linuxu({ network: true }), { args: ['echo'], publish: ['0:9/udp'] });
      guest.console.resume();
      await guest.ready;
      try {
        expect(await udpEcho(guest, 'over the bridge')).toBe('over the bridge');
      } finally {
        await guest.stop();
      }
      expect(childrenNamed('slirp4netns')).toEqual([]);
    },
  );
});

describe.runIf(findProgram('qemu-system-x86_64'))('an image for kvm', () => {
  it('prints its command line and passes on its status', async () => {
    const result = await run(guests.kvm(), { parameters: ['x.y=1'], args: ['one "two"', 'status5'] });

    expect(result.console).toContain(String.raw`x.y=1 -- "one \"two\"" status5`);
    expect(result.status).toBe(5);
  });

  it('ends with status 0 though QEMU itself cannot', async () => {
    expect((await run(guests.kvm(), { args: ['status0'], memoryMib: 1.25 })).status).toBe(0);
  });

  it.each([0.1, 0.5, 0.7, 1])('that %f MiB do not hold is refused, with what it takes', async (memoryMib) => {
    await expect(start(guests.kvm(), { memoryMib })).rejects.toMatchObject({
      code: 'ERR_UNICORE_MEMORY_TOO_SMALL',
      hint: expect.stringMatching(/--memory 2 \(the least: 1\.\d+\)$/),
    });
  });

  it('that resets has failed', async () => {
    const notes: string[] = [];
    const { status } = await run(guests.kvm(), { args: ['r'], onNote: (line) => notes.push(line) });

    expect(status).toBe(1);
    expect(notes.at(-1)).toMatch(/^the guest reset or powered off/);
  });

  it('has its backtrace named by function and line', async () => {
    const { trace } = await run(guests.kvm(), { args: ['status9'] });

    expect(trace).toHaveLength(1);
    expect(trace[0]).toMatch(/^ {2}at \+0x[0-9a-f]+ {2}.*machine\.S:\d+/);
  });

  it('says which accelerator runs it, and why', async () => {
    const notes: string[] = [];
    await run(guests.kvm(), { args: ['status0'], onNote: (line) => notes.push(line) });

    expect(notes).toEqual([expect.stringMatching(/^accelerator: (kvm$|tcg \(.+\)$)/)]);
  });

  it('leaves no QEMU behind when it is stopped', async () => {
    const guest = await start(guests.kvm(), { args: ['w'] });
    guest.console.resume();
    await guest.ready;
    await guest.stop();

    expect(existsSync(`/proc/${guest.pid}`)).toBe(false);
  });

  it('that QEMU refuses is an error with the words of QEMU', async () => {
    const guest = await start(guests.kvm(), {
      args: ['status0'],
      monitorArgs: ['-device', 'no-such-device'],
    });
    guest.console.resume();

    await expect(guest.exited).rejects.toMatchObject({
      code: 'ERR_UNICORE_MONITOR_FAILED',
      hint: expect.stringContaining('no-such-device'),
    });
  });
});

describe.runIf(findProgram('gdb'))('a guest that waits for gdb', () => {
  it.each(['linuxu', 'kvm'] as const)(
    'on %s is attached by the command that the runner tells',
    async (platform) => {
      if (platform === 'kvm' && !findProgram('qemu-system-x86_64')) return;
      const guest = await start(guests[platform](), { gdb: true, args: ['status0'] });
      guest.console.resume();
      const here = platform === 'kvm' ? 'leave_with_status' : 'main';
      const command = (guest.gdbCommand ?? '').replace('hbreak main', `hbreak ${here}`);
      const { stdout } = await captureCommand('/bin/sh', ['-c', `${command} -ex backtrace -ex kill -batch`]);
      await guest.stop();

      expect(stdout).toMatch(new RegExp(`^#0 .*${here}`, 'm'));
    },
  );
});

describe('a runner that is killed', () => {
  it.runIf(findProgram('setpriv')).each(['linuxu', 'kvm'] as const)(
    'takes its %s guest with it',
    async (platform) => {
      if (platform === 'kvm' && !findProgram('qemu-system-x86_64')) return;
      const args = { linuxu: ['wait'], kvm: ['w'] }[platform];
      const script = `
      const { start } = await import(${JSON.stringify(join(import.meta.dirname, '../dist/index.js'))});
      const guest = await start(${JSON.stringify(guests[platform]())}, { args: ${JSON.stringify(args)} });
      guest.console.resume();
      await guest.ready;
      console.log(String(guest.pid));
      setInterval(() => {}, 1000);`;
      const runner = execa(process.execPath, ['--input-type=module', '--eval', script], {
        reject: false,
        buffer: false,
      });
      const pid = await new Promise<string>((resolve) =>
        runner.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())),
      );
      runner.kill('SIGKILL');
      await runner;

      await expect.poll(() => isGone(pid), { timeout: 20_000 }).toBe(true);
    },
  );
});

describe('what cannot start', () => {
  it('is refused before it starts: a port that somebody has', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const bound = server.address();
    const port = typeof bound === 'object' && bound ? bound.port : 0;
    const starting = start(guests.linuxu(), { publish: [`${port}:80`] });

    await expect(starting).rejects.toMatchObject({ code: 'ERR_UNICORE_PORT_TAKEN' });
    server.close();
  });

  it.each([
    [{ publish: ['80'] }, 'ERR_UNICORE_INVALID_PUBLISH'],
    [{ network: 'bridge' }, 'ERR_UNICORE_INVALID_NETWORK'],
    [{ network: 'tap:uc-none-such' }, 'ERR_UNICORE_TAP_MISSING'],
    [{ memoryMib: -1 }, 'ERR_UNICORE_INVALID_MEMORY'],
  ])('is refused before it starts: %j', async (options, code) => {
    await expect(start(guests.linuxu(), options)).rejects.toMatchObject({ code });
  });

  it('is no image', async () => {
    await expect(start('/nowhere/image.json')).rejects.toMatchObject({
      code: 'ERR_UNICORE_IMAGE_UNREADABLE',
    });
  });
});

function udpEcho(guest: Guest, message: string): Promise<string> {
  const socket = createSocket('udp4');
  const port = guest.ports[0]?.hostPort ?? 0;
  return new Promise((resolve, reject) => {
    const send = (): void => socket.send(message, port, '127.0.0.1');
    const again = setInterval(send, 200); // A datagram may be lost while ARP has not answered yet.
    socket.once('error', reject);
    socket.once('message', (answer) => {
      clearInterval(again);
      socket.close();
      resolve(answer.toString());
    });
    send();
  });
}

/** A process that nobody has waited for yet is gone, too. */
function isGone(pid: string): boolean {
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/\(.*\)/, ''));
  } catch {
    return true;
  }
}

/** Processes of that name whose parent is this one. */
function childrenNamed(name: string): readonly string[] {
  return readdirSync('/proc').filter((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      return (
        stat.includes(`(${name})`) && stat.slice(stat.lastIndexOf(')')).split(' ')[2] === String(process.pid)
      );
    } catch {
      return false;
    }
  });
}
