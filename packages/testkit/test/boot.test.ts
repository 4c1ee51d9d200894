import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { boot, buildApp, platforms } from '../src/index.ts';
import { bootTest } from '../src/vitest.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** An image for linuxu is a program that Linux starts: the shell is one, which runs a script. */
function image(script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'unicore-testkit-'));
  folders.push(folder);
  const path = join(folder, 'guest');
  writeFileSync(path, `${script}\n`);
  const description = {
    schema: 1,
    name: 'guest',
    platform: 'linuxu',
    architecture: 'x86_64',
    profile: 'size',
  };
  writeFileSync(
    join(folder, 'image.json'),
    JSON.stringify({ ...description, image: '/bin/sh', symbols: '/bin/sh', run: { args: [path] } }),
  );
  return folder;
}

describe('a booted guest', () => {
  it('has its whole console and its status', async () => {
    const vm = await boot(image('echo one; echo two >&2; exit 7'));

    expect(await vm.exit()).toMatchObject({ status: 7, reason: 'exited' });
    expect(vm.console.split('\n').toSorted()).toEqual(['', 'one', 'two']);
  });

  it('has characters whole whose bytes came one by one', async () => {
    const vm = await boot(
      image(
        String.raw`printf 'gr\303'; sleep 0.2; printf '\266'; sleep 0.2; printf '\303'; sleep 0.2; printf '\237er\n\303'`,
      ),
    );

    expect(await vm.exit()).toMatchObject({ status: 0 });
    expect(vm.console).toBe('größer\n\uFFFD');
  });

  it('is waited for by a line, also by one that came before', async () => {
    const vm = await boot(image('echo listening on 80; echo ready; exec sleep 60'));

    expect(await vm.waitForLine(/^ready$/)).toBe('ready');
    expect(await vm.waitForLine(/^listening/)).toBe('listening on 80');
    expect(await vm.stop()).toMatchObject({ reason: 'stopped' });
  });

  it('that ends without the line is an error with its console', async () => {
    const vm = await boot(image('echo panic: no memory; exit 1'));

    await expect(vm.waitForLine(/^ready/)).rejects.toMatchObject({
      code: 'ERR_UNICORE_LINE_MISSING',
      message: expect.stringContaining('panic: no memory'),
    });
  });

  it('is not asked at a port that is not published', async () => {
    const vm = await boot(image('exec sleep 60'));

    await expect(vm.fetch('/')).rejects.toMatchObject({ code: 'ERR_UNICORE_PORT_NOT_PUBLISHED' });
    await vm.stop();
  });

  it('ends after the time-out', async () => {
    const vm = await boot(image('exec sleep 60'), { timeoutMs: 200 });

    expect(await vm.exit()).toMatchObject({ status: 124, reason: 'timeout' });
  });

  it('ends with the scope that disposes of it', async () => {
    const vm = await boot(image('echo ready; exec sleep 60'));
    await vm.waitForLine(/ready/);
    await vm[Symbol.asyncDispose]();

    expect(existsSync(`/proc/${vm.guest.pid}`)).toBe(false);
  });
});

describe('the fixture', () => {
  let pid = 0;
  bootTest('boots', async ({ bootVm }) => {
    const vm = await bootVm(image('echo ready; exec sleep 60'));
    await vm.waitForLine(/ready/);
    pid = vm.guest.pid;

    expect(existsSync(`/proc/${pid}`)).toBe(true);
  });

  it('has ended the guest with its test', () => {
    expect(pid).toBeGreaterThan(0);
    expect(existsSync(`/proc/${pid}`)).toBe(false);
  });
});

it('lists linuxu as a platform that runs everywhere', () => {
  expect(platforms()).toContainEqual({ name: 'linuxu' });
});

it('tells what unicore-link said where a build fails', async () => {
  const folder = image('');
  await expect(buildApp(folder, { plat: ['linuxu'] })).rejects.toMatchObject({
    code: 'ERR_UNICORE_TEST_BUILD_FAILED',
  });
});
