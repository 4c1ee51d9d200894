import { bootTest } from '@unicore/testkit/vitest';
import { expect } from 'vitest';

import { onEachPlatform } from './example.ts';
import { expectSuite } from './expect-suite.ts';
import { run } from './run.ts';

onEachPlatform('device files, and those of /proc,', (platform) => {
  bootTest('are those that programs look for', async () => {
    const vm = run('devices', platform, ['one', 'two words']);
    await vm.printed('# ready');
    vm.process.stdin.write('a line for stdin\n');

    const { status, stdout } = await vm.exit();

    expectSuite(stdout, 'devices', 6);
    expectSuite(stdout, 'proc', 5);
    for (const name of ['stdout', 'stderr', 'fd/1', 'tty', 'console']) {
      expect(stdout).toContain(`printed by /dev/${name}\n`);
    }
    expect(stdout).not.toContain('syscall:');
    expect(status).toBe(0);
  });
});
