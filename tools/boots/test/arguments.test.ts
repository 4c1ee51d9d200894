import { bootTest } from '@unicore/testkit/vitest';
import { expect } from 'vitest';

import { imageOf, onEachPlatform } from './example.ts';
import { run } from './run.ts';

onEachPlatform('main()', (platform) => {
  bootTest('gets the name of the application and its arguments, all of them writable', async ({ bootVm }) => {
    const vm = await bootVm(await imageOf('arguments', platform), { args: ['one', 'two words'] });

    const { status } = await vm.exit();

    expect(vm.console.replaceAll('\r', '')).toBe('<*oots-arguments>\n<*ne>\n<*wo words>\n');
    expect(status).toBe(0);
  });

  const odd = [
    'plain',
    'two words',
    '',
    'say "hi"',
    `it's`,
    String.raw`back\slash`,
    String.raw`two words and a \ backslash`,
    String.raw`ends with \"`,
    'tab\there',
    '--',
    '-x',
    'name=value',
    'a.b=c',
    'a,b',
    '$HOME',
    'größer',
  ];

  bootTest('gives main its arguments as they are, by testkit and by run', async ({ bootVm }) => {
    const wanted = odd.map((word) => `<${word}>\n`).join('');
    const vm = await bootVm(await imageOf('system', platform), { args: ['arguments', ...odd] });
    expect((await vm.exit()).status).toBe(0);
    expect(vm.console.replaceAll('\r', '')).toBe(wanted);

    const { stdout } = await run('system', platform, ['arguments', ...odd]).exit();
    expect(stdout).toBe(wanted);
  });
});
