import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { bootTest } from '@unicore/testkit/vitest';
import { expect, onTestFinished } from 'vitest';

import { onPlatform, statusOfPanic } from './example.ts';
import { run } from './run.ts';

interface ChromeEvent {
  readonly name: string;
  readonly ph: string;
  readonly ts: number;
  readonly pid: number;
  readonly tid: number;
  readonly args: Record<string, string>;
}

for (const platform of ['linuxu', 'kvm', 'metal']) {
  onPlatform(platform, `a trace on ${platform}`, () => {
    bootTest('opens in Chrome: the CPU, and the threads with their calls', async () => {
      const file = traceFile('trace.json');

      const { status, stderr } = await run(
        'trace',
        platform,
        [],
        ['--trace', file, '--param', 'strace.calls='],
      ).exit();

      expect(status, stderr).toBe(0);
      const { traceEvents } = JSON.parse(readFileSync(file, 'utf8')) as {
        traceEvents: readonly ChromeEvent[];
      };
      const at = traceEvents.flatMap(({ name }, index) => (name === 'app.write' ? [index] : []));
      const within = traceEvents.slice(at[0], at[1]);
      expect(within[0]).toMatchObject({ ph: 'B', args: { times: '3' } });
      expect(within.filter(({ name, ph }) => name === 'write' && ph === 'B')).toHaveLength(3);
      expect(within.find(({ name, ph }) => name === 'write' && ph === 'E')?.args).toEqual({ result: '5' });
      const onCpu = traceEvents.filter(({ ph }) => ph === 'X').map(({ name }) => name);
      expect(onCpu).toContain('main');
    });

    bootTest('is read of a guest that faulted, and of one that was stopped', async () => {
      const file = traceFile('trace.txt');
      const fault = await run('trace', platform, ['fault'], ['--trace', file]).exit();
      const text = readFileSync(file, 'utf8');

      expect(fault.status).toBe(statusOfPanic(platform));
      expect(text).toMatch(/^\d+\.\d{9} \S+ +> app\.write times=3$/m);
      expect(fault.stdout).toMatch(/^strace: open\("\/file", .*\) = 3$/m);

      const waiting = run('trace', platform, ['wait'], ['--trace', file, '--param', 'trace.on=0']);
      await waiting.printed('ready');
      waiting.process.kill('SIGINT');
      const { status, stderr } = await waiting.exit();
      expect(status, stderr).toBe(130);
      expect(readFileSync(file, 'utf8')).toBe('');
    });
  });
}

function traceFile(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'unicore-trace-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, name);
}
