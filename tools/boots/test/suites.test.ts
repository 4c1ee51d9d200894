import { bootTest } from '@unicore/testkit/vitest';
import { expect } from 'vitest';

import { imageOf, onEachPlatform } from './example.ts';

/** Of clock, entropy, malloc, pages and sched: a suite that is lost on the way into the image is noticed. */
const testsAtLeast = 48;

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
      for (const suite of ['clock', 'entropy', 'malloc', 'pages', 'sched'])
        expect(lines.filter((line) => /^ok \d+ - (\w+?)_/.exec(line)?.[1] === suite)).not.toEqual([]);
      expect(status).toBe(0);
    });
  }
});
