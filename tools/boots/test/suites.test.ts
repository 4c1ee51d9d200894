import { bootTest } from '@unicore/testkit/vitest';
import { expect } from 'vitest';

import { imageOf, onEachPlatform } from './example.ts';

const suites = ['clock', 'console', 'dma', 'entropy', 'malloc', 'memory', 'pages', 'sched'];

/** Of all of them: a suite that is lost on the way into the image is noticed. */
const testsAtLeast = 58;

const alphabet = 'abcdefghijklmnopqrstuvwxyz';

onEachPlatform('the conformance suites', (platform) => {
  for (const profile of ['debug', 'size', 'speed'] as const) {
    bootTest(`hold inside an image, profile ${profile}`, async ({ bootVm }) => {
      const vm = await bootVm(await imageOf('suites', platform, profile));

      const { status } = await vm.exit();

      const lines = vm.console.replaceAll('\r', '').split('\n');
      const count = Number(lines.find((line) => line.startsWith('1..'))?.slice(3));
      expect(count).toBeGreaterThanOrEqual(testsAtLeast);
      expect(lines.filter((line) => /^ok \d+ /.test(line) && !line.includes('# SKIP'))).toHaveLength(count);
      expect(lines.filter((line) => line.startsWith('not ok'))).toEqual([]);
      for (const suite of suites)
        expect(lines.filter((line) => /^ok \d+ - (\w+?)_/.exec(line)?.[1] === suite)).not.toEqual([]);
      // What the console suite wrote: its other end is here.
      for (const length of [1, 15, 16, 17, 26, 255, 1024, 4096, 5000]) {
        expect(lines).toContain(`# console ${length}: ${alphabet.repeat(193).slice(0, length)}`);
      }
      expect(status).toBe(0);
    });
  }
});
