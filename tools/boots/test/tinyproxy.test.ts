import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { bootTest } from '@unicore/testkit/vitest';
import { expect, it, onTestFinished } from 'vitest';

import { folderOf, imageOf, onEachPlatform } from './example.ts';

const folder = folderOf('tinyproxy');

onEachPlatform('tinyproxy, the program of the guide', (platform) => {
  bootTest('answers, and connects a client to a server', async ({ bootVm }) => {
    const vm = await bootVm(await imageOf('tinyproxy', platform), { publish: ['8888'] });
    await vm.waitForLine(/Accepting connections/);
    const port = vm.port(8888);

    expect(await say(port, 'GET http://tinyproxy.stats/ HTTP/1.0\r\n\r\n')).toContain('run-time statistics');
    // The server is itself, so that the test needs none outside.
    expect(await say(port, 'CONNECT 127.0.0.1:8888 HTTP/1.0\r\n\r\n')).toMatch(
      /^HTTP\/1\.[01] 200 Connection established/,
    );
    expect(await say(port, 'GET http://127.0.0.1:1/ HTTP/1.0\r\n\r\n')).toMatch(
      /^HTTP\/1\.[01] 500 Unable to connect/,
    );
  });
});

it('the guide holds the configuration of the port, and its config.h is what configure finds', () => {
  const guide = readFileSync(new URL('../../../docs/guide/porting.md', import.meta.url), 'utf8');
  expect(/^```ts\n(.*?)^```$/ms.exec(guide)?.[1]).toBe(
    readFileSync(join(folder, 'unicore.config.ts'), 'utf8'),
  );

  const copy = mkdtempSync(join(tmpdir(), 'unicore-guide-'));
  onTestFinished(() => rmSync(copy, { recursive: true }));
  cpSync(join(folder, 'vendor'), copy, { recursive: true });
  execFileSync('sh', ['./configure', '--disable-manpage_support'], { cwd: copy, stdio: 'pipe' });
  const found = definitions(readFileSync(join(copy, 'config.h'), 'utf8'));
  const ours = definitions(readFileSync(join(folder, 'port/config.h'), 'utf8'));
  expect(ours.length).toBeGreaterThan(10);
  expect(found).toEqual(expect.arrayContaining(ours));
});

function definitions(header: string): string[] {
  return (header.match(/^#define .*$/gm) ?? []).map((line) => line.replaceAll(/ +/g, ' '));
}

/** Sends `request` and returns all that comes until the other end closes. */
async function say(port: number, request: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(request);
  return await text(socket);
}
