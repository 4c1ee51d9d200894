import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { bootTest } from '@unicore/testkit/vitest';
import { expect, onTestFinished } from 'vitest';

import { copyOf } from './copy-of.ts';
import { onPlatform, statusOfPanic } from './example.ts';
import { run } from './run.ts';

for (const platform of ['linuxu', 'kvm', 'metal']) {
  onPlatform(platform, `a profile on ${platform}`, () => {
    bootTest('shows by call stacks where the time went, beside a trace', async () => {
      const folder = reports();
      const [folded, trace] = [join(folder, 'profile.folded'), join(folder, 'trace.txt')];

      const { status, stdout, stderr } = await run(
        'profile',
        platform,
        [],
        ['--flame-graph', folded, '--trace', trace],
      ).exit();

      expect(status, stderr).toBe(0);
      expect(stdout).toContain('done');
      const counts = countsIn(folded);
      for (const caller of ['worker', 'main']) {
        const heavy = counts(`${caller};work;heavy`);
        const light = counts(`${caller};work;light`);
        expect(light, readFileSync(folded, 'utf8')).toBeGreaterThan(0);
        expect(heavy).toBeGreaterThan(light);
      }
      expect(readFileSync(folded, 'utf8')).not.toContain('uc_plat_idle');
      expect(readFileSync(trace, 'utf8')).toContain('sched.idle');
    });

    bootTest('is drawn of a guest that faulted', async () => {
      const file = join(reports(), 'profile.svg');

      const { status } = await run('profile', platform, ['fault'], ['--flame-graph', file]).exit();

      expect(status).toBe(statusOfPanic(platform));
      expect(readFileSync(file, 'utf8')).toMatch(/<title>heavy: \d+ samples, /);
    });

    bootTest('is taken where time slices have the timer as well', async () => {
      const folder = copyOf('profile', `slices-${platform}`);
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      manifest.dependencies['@unicore/lib-sched-preempt'] = '^0.0.0';
      writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
      const file = join(folder, 'profile.txt');

      const { status, stderr } = await run(folder, platform, ['spin'], ['--flame-graph', file]).exit();

      expect(status, stderr).toBe(0);
      expect(countsIn(file)('worker;work;heavy')).toBeGreaterThan(0);
      expect(countsIn(file)('main')).toBeGreaterThan(0);
    });
  });
}

/** Samples of the stacks of a file that end with `frames`. */
function countsIn(file: string): (frames: string) => number {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const stacks = lines.map((line) => {
    const at = line.lastIndexOf(' ');
    return { frames: line.slice(0, at), count: Number(line.slice(at + 1)) };
  });
  return (end) =>
    stacks
      .filter(({ frames }) => `;${frames}`.endsWith(`;${end}`))
      .reduce((sum, { count }) => sum + count, 0);
}

function reports(): string {
  const folder = mkdtempSync(join(tmpdir(), 'unicore-profile-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
