import { captureCommand, findProgram, start } from '@unicore/runner';
import { bootTest } from '@unicore/testkit/vitest';
import { expect } from 'vitest';

import { describeUnless, imageOf, onPlatform } from './example.ts';

const missing = findProgram('gdb') ? undefined : 'gdb is not installed: apt-get install gdb';

describeUnless(missing, 'gdb', () => {
  for (const platform of ['linuxu', 'kvm', 'metal']) {
    onPlatform(platform, `on ${platform}`, () => {
      bootTest('lists the threads of an image, shows the stack of each, and lets it go on', async () => {
        const guest = await start(await imageOf('threads', platform, 'debug'), { gdb: true });
        let printed = '';
        guest.console.on('data', (chunk: Buffer) => (printed += chunk.toString()));
        // Where the first of the threads ends, while others wait.
        const attach = (guest.gdbCommand ?? '').replace('hbreak main', 'hbreak uc_thread_exit');
        const commands = [
          ...(platform === 'linuxu' ? ['break uc_thread_exit', 'continue'] : []),
          'unicore threads',
          'unicore thread apply all backtrace',
          'unicore thread apply 1 frame function join',
          'unicore thread apply 99 backtrace',
          'delete',
          'continue',
        ];
        const { stdout, stderr } = await captureCommand('/bin/sh', [
          '-c',
          `${attach} ${commands.map((command) => `-ex '${command}'`).join(' ')} -batch`,
        ]);
        const { status } = await guest.exited;

        expect(stdout).toMatch(/^ {2}1 +main +waiting +join at /m);
        expect(stdout).toMatch(/^\* \d+ +sleeper +runs /m);
        expect(stdout).toMatch(/^ {2}\d+ +sleeper +waiting, with a deadline /m);
        expect(stdout).toMatch(/^Thread 1 \(main\):\n(#.*\n)*#\d+ .* join /m);
        expect(stdout).toMatch(/^Thread \d+ \(sleeper\):\n(#.*\n)*#\d+ .* take_naps /m);
        // The line itself, of a source that debug information names by package.
        expect(stdout).toMatch(/^\d+\t.*uc_thread_/m);
        expect(stdout + stderr).not.toContain('main.c: No such file');
        expect(stderr).toContain('unicore: no thread 99; `unicore threads` lists them');
        expect(status, printed).toBe(0);
      });
    });
  }
});
