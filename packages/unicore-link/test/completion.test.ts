import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa, execaSync } from 'execa';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';

const bin = fileURLToPath(new URL('../bin.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'uc-completion-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Skips a test whose shell is not installed: `npm test` installs all three. */
function needs({ skip }: TestContext, shell: string): void {
  const { exitCode } = execaSync(shell, ['-c', 'true'], { reject: false });
  skip(exitCode !== 0, `${shell} is not installed: sudo apt-get install ${shell}`);
}

describe.each(['bash', 'zsh', 'fish'])('completion of %s', (shell) => {
  const script = join(folder, shell);
  beforeAll(async () => {
    const { stdout } = await execa(process.execPath, [bin, 'completion', shell]);
    writeFileSync(script, stdout);
  });

  it('is a script of that shell', async (context) => {
    needs(context, shell);

    expect(await execa(shell, ['-n', script])).toMatchObject({ exitCode: 0, stderr: '' });
  });

  const cases: readonly (readonly [line: string, ...words: string[]])[] = [
    ['unicore-link ', 'build', 'run', 'size'],
    ['unicore-link si', 'size'],
    ['unicore-link menu', 'menuconfig'],
    ['unicore-link menuconfig --k', '--kconfig'],
    ['unicore-link size --b', '--by'],
    ['unicore-link size --by ', 'symbol', 'object'],
    ['unicore-link --plat ', 'linuxu'],
    ['unicore-link --plat kvm --pro', '--profile'],
    ['unicore-link --plat kvm lib test --n', '--native'],
    ['unicore-link lib ', 'test', 'fuzz'],
    ['unicore-link lib test --', '--native', '--verbose'],
    ['unicore-link config import --', '--srctree'],
  ];
  // That of zsh works in its line editor alone.
  it.for(shell === 'zsh' ? [] : cases)('offers after "%s": %s', async ([line, ...words], context) => {
    needs(context, shell);

    expect(await complete(shell, script, line)).toEqual(expect.arrayContaining(words));
  });
});

it('fish offers at lib build what that takes, not what build does', async (context) => {
  needs(context, 'fish');
  const script = join(folder, 'fish');
  const at = async (line: string) => (await complete('fish', script, line)).toSorted();

  expect(await at('unicore-link lib build --')).toEqual(['--json']);
  expect(await at('unicore-link build --')).toContain('--watch');
});

async function complete(shell: string, script: string, line: string): Promise<readonly string[]> {
  if (shell === 'fish') {
    const { stdout } = await execa('fish', ['--no-config', '-c', `source ${script}; complete -C '${line}'`]);
    return stdout.split('\n').map((one) => one.split('\t', 1)[0] ?? '');
  }
  const words = line.split(' ');
  const { stdout } = await execa('bash', [
    '--norc',
    '-c',
    `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _unicore_link; printf '%s\\n' "\${COMPREPLY[@]}"`,
    script,
    ...words,
  ]);
  return stdout.split('\n');
}
