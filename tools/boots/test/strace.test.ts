import { expect } from 'vitest';

import { bootTest } from '@unicore/testkit/vitest';
import { onEachPlatform } from './example.ts';
import { run } from './run.ts';

onEachPlatform('a program with lib-strace', (platform) => {
  bootTest('has its calls printed as strace prints them, and their callers named', async () => {
    const { stdout, stderr, status } = await run('strace', platform, []).exit();

    const lines = stdout.split('\n').filter((line) => line.startsWith('strace: '));
    for (const line of [
      'open("/file", O_RDWR|O_CREAT|O_LARGEFILE|O_CLOEXEC, 0640) = 3',
      'write(3, "a \\"line\\"\\n", 9) = 9',
      'lseek(3, 2, SEEK_SET) = 2',
      'read(3, "\\"line\\"\\n", 8) = 7',
      'close(3) = 0',
      'open("/nowhere", O_RDONLY|O_LARGEFILE, 00) = -1 ENOENT',
    ])
      expect(lines).toContain(`strace: ${line}`);
    expect(stderr).toMatch(/at \+0x[0-9a-f]+ {2}open at .*open\.c/);
    expect(status).toBe(0);
  });

  bootTest('prints those that the command line chooses, and none where it chooses none', async () => {
    const chosen = await run('strace', platform, [], ['--param', 'strace.calls=close,lseek']).exit();
    const none = await run('strace', platform, [], ['--param', 'strace.calls=']).exit();

    expect(chosen.stdout.match(/^strace: \w+/gm)).toEqual(['strace: lseek', 'strace: close']);
    expect(none.stdout).not.toContain('strace:');
    expect(none.stdout).toContain('done');
  });
});
