import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const bin = join(import.meta.dirname, '..', 'bin.js');
const ownManifest = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as {
  devDependencies: Record<string, string>;
};

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'create-unicore-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function create(args: readonly string[], { agent, cwd = folder }: { agent?: string; cwd?: string } = {}) {
  const env = { ...process.env, npm_config_user_agent: agent ?? '' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd,
    env,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const filesOf = (path: string): readonly string[] =>
  readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(path, name)).isFile())
    .toSorted();
const read = (path: string): string => readFileSync(join(folder, path), 'utf8');

describe('an application', () => {
  it.each(['hello', 'webserver', 'program'])(
    'of template %s is written whole, and is told three commands',
    (template) => {
      const { status, stdout, stderr } = create(['shop', '--yes', '--template', template]);

      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toMatch(/Next:\n\n {2}cd shop\n {2}npm install\n {2}make run\n\n/);
      expect(filesOf(join(folder, 'shop'))).toEqual(
        expect.arrayContaining([
          '.clangd',
          '.github/workflows/ci.yml',
          '.gitignore',
          '.vscode/extensions.json',
          'Makefile',
          'package.json',
          'src/main.c',
          'test/boot.test.ts',
          'tsconfig.json',
          'unicore.config.ts',
          'vitest.config.ts',
        ]),
      );
      for (const file of filesOf(join(folder, 'shop')))
        expect(read(join('shop', file)), file).not.toMatch(/\{\{\w+\}\}/);
    },
  );

  it('asks for the versions that were released together', () => {
    create(['shop', '--yes', '--plat', 'xen,metal']);

    const { dependencies, devDependencies } = JSON.parse(read('shop/package.json')) as Record<
      string,
      Record<string, string>
    >;
    expect(Object.keys(dependencies ?? {})).toEqual([
      '@unicore/lib-libc',
      '@unicore/lib-metalplat',
      '@unicore/lib-xenplat',
    ]);
    expect(devDependencies?.['unicore-link']).toBe(`^${ownManifest.devDependencies['unicore-link']}`);
    expect(read('shop/unicore.config.ts')).toContain("targets: ['xen', 'metal'],");
    expect(read('shop/test/boot.test.ts')).toContain("const ours = ['xen', 'metal'];");
  });

  it('may have its configuration in JSON, and no workflow', () => {
    create(['shop', '--yes', '--config', 'json', '--no-github']);

    expect(JSON.parse(read('shop/unicore.config.json'))).toEqual({
      $schema: './.unicore/config.schema.json',
      targets: ['linuxu', 'kvm'],
    });
    expect(existsSync(join(folder, 'shop/unicore.config.ts'))).toBe(false);
    expect(existsSync(join(folder, 'shop/.github'))).toBe(false);
  });

  it.each([
    ['npm/10.8.2 node/v20.20.2 linux x64', 'npm'],
    ['pnpm/10.34.8 npm/? node/v20.20.2 linux x64', 'pnpm'],
    ['yarn/4.18.1 npm/? node/v20.20.2 linux x64', 'yarn'],
    ['', 'npm'],
  ])('of a caller "%s" speaks of %s', (agent, manager) => {
    const { stdout } = create(['shop', '--yes'], { agent });

    expect(stdout).toContain(`\n  ${manager} install\n`);
    expect(read('shop/Makefile')).toContain(`\n\t${manager} install\n`);
    expect(existsSync(join(folder, 'shop/.yarnrc.yml'))).toBe(manager === 'yarn');
  });

  it('takes the folder in which the user stands, with a repository that waits there', () => {
    const here = join(folder, 'here');
    mkdirSync(join(here, '.git'), { recursive: true });
    const before = statSync(here).ino;

    const { status, stdout } = create(['.', '--yes'], { cwd: here });

    expect(status).toBe(0);
    expect(stdout).toMatch(/Next:\n\n {2}npm install\n {2}make run\n {2}make test\n\n/);
    expect(statSync(here).ino).toBe(before);
    expect(JSON.parse(read('here/package.json'))).toMatchObject({ name: 'here' });
    expect(existsSync(join(here, '.git'))).toBe(true);
  });

  it('goes into folders that are not there yet, and is quoted where a shell wants it', () => {
    const { stdout } = create(['a b/c/My App', '--name', 'my-app', '--yes']);

    expect(stdout).toContain("\n  cd 'a b/c/My App'\n");
    expect(JSON.parse(read('a b/c/My App/package.json'))).toMatchObject({ name: 'my-app' });
  });
});

describe('a library', () => {
  it('has its name in each file, as C and as npm want it', () => {
    const { status, stdout } = create([
      '@acme/lib-two-words',
      '--library',
      '--yes',
      '--summary',
      "It's a C:\\ library",
      '--author',
      'Ada',
    ]);

    expect(status).toBe(0);
    expect(stdout).toMatch(/Next:\n\n {2}cd lib-two-words\n {2}npm install\n {2}make test\n\n/);
    expect(JSON.parse(read('lib-two-words/package.json'))).toMatchObject({ name: '@acme/lib-two-words' });
    expect(read('lib-two-words/unicore.library.ts')).toContain("  name: 'two-words',\n");
    expect(read('lib-two-words/unicore.library.ts')).toContain(String.raw`summary: "It's a C:\\ library"`);
    expect(read('lib-two-words/include/uc/two_words.h')).toContain('int uc_two_words_greet(');
    expect(read('lib-two-words/src/two_words.c')).toContain('UC_CONFIG_TWO_WORDS_POLITE');
    expect(read('lib-two-words/compile_flags.txt')).toContain('-DUC_CONFIG_TWO_WORDS_POLITE=1\n');
    expect(read('lib-two-words/README.md')).toContain('# two-words\n');
    expect(read('lib-two-words/LICENSE')).toMatch(/Copyright \(c\) \d{4}, Ada\n/);
    expect(read('lib-two-words/.changeset/first-release.md')).toContain("'@acme/lib-two-words': major");
    for (const file of filesOf(join(folder, 'lib-two-words'))) {
      expect(read(join('lib-two-words', file)), file).not.toMatch(/shiny|\{\{\w+\}\}/i);
    }
  });

  it('that provides a contract brings its suite', () => {
    create(['lib-heap', '--library', '--contract', 'malloc', '--yes']);

    expect(read('lib-heap/tests/contract/main.c')).toContain('#include <uc/suites/malloc.h>');
    expect(read('lib-heap/unicore.library.ts')).toContain("provides: { malloc: '1.0' }");
  });
});

describe('a project is not written', () => {
  it('where something is already', () => {
    mkdirSync(join(folder, 'shop'));
    writeFileSync(join(folder, 'shop/main.c'), 'int main;');

    const { status, stdout, stderr } = create(['shop', '--yes']);

    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(`error: ${folder}/shop is not empty: it has main.c.`);
    expect(filesOf(join(folder, 'shop'))).toEqual(['main.c']);
    expect(read('shop/main.c')).toBe('int main;');
  });

  it('under a name that npm or an image does not take, and the nearest is told', () => {
    const { status, stderr } = create(['My App', '--yes']);

    expect(status).toBe(1);
    expect(stderr).toContain('"My App" cannot be the name of an npm package');
    expect(stderr).toContain('my-app would do.');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('in place of a file, or below one', () => {
    writeFileSync(join(folder, 'file'), '');

    for (const place of ['file', 'file/below']) {
      const { status, stderr } = create([place, '--name', 'x', '--yes']);
      expect(status).toBe(1);
      expect(stderr).toContain('(ERR_UNICORE_FOLDER_UNUSABLE)');
    }
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it('where there is no terminal to ask on', () => {
    const { status, stderr } = create(['shop'], { agent: 'npm/10.8.2' });

    expect(status).toBe(2);
    expect(stderr).toContain('npm create unicore shop -- --yes\n');
    expect(create(['shop', '--name', 'shop']).stderr).toContain(' shop -- --name shop --yes\n');
    const given = create(['--library', '@acme/lib-shop', '--summary', "a shop's"], { agent: 'pnpm/9' });
    expect(given.stderr).toContain(
      "pnpm create unicore @acme/lib-shop --library --summary 'a shop'\\''s' --yes\n",
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('on a terminal', () => {
  /** Presses the keys of a step once the screen shows its text. Returns what the screen showed, and the exit status. */
  async function converse(args: string, steps: readonly (readonly [RegExp, string])[]) {
    const env = { ...process.env, NO_COLOR: '1', TERM: 'xterm', npm_config_user_agent: '', CI: '' };
    const child = spawn(
      'script',
      ['-qefc', `stty cols 100 rows 40; ${process.execPath} ${bin} ${args}`, '/dev/null'],
      {
        cwd: folder,
        env,
      },
    );
    let screen = '';
    let since = 0;
    const left = [...steps];
    child.stdout.on('data', (chunk) => {
      screen += String(chunk);
      const [step] = left;
      if (step === undefined || !step[0].test(screen.slice(since))) return;
      since = screen.length;
      left.shift();
      child.stdin.write(step[1]);
    });
    const [status] = (await once(child, 'close')) as [number];
    return { screen, status, left };
  }

  const enter = '\r';
  const down = '\u001B[B';

  it('four questions make an application', async () => {
    const { status, screen, left } = await converse('', [
      [/In which folder\?/, `shop${enter}`],
      [/What do you start from\?/, `${down}${enter}`],
      [/For which platforms\?/, ` ${enter}`],
      [/A workflow for GitHub/, `n${enter}`],
    ]);

    expect({ status, left }, screen).toEqual({ status: 0, left: [] });
    expect(read('shop/src/main.c')).toContain('listen(');
    expect(read('shop/unicore.config.ts')).toContain("targets: ['kvm'],");
    expect(existsSync(join(folder, 'shop/.github'))).toBe(false);
  });

  it('Ctrl-C at any question leaves nothing behind', async () => {
    const { status, screen } = await converse('', [
      [/In which folder\?/, `shop${enter}`],
      [/What do you start from\?/, '\u0003'],
    ]);

    expect(status).toBe(130);
    expect(screen).toContain('Left: nothing was written.');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('a folder that cannot be is told before the next question', async () => {
    mkdirSync(join(folder, 'full'));
    writeFileSync(join(folder, 'full/notes'), '');

    const { status, screen } = await converse('', [
      [/In which folder\?/, `full${enter}`],
      [/is not empty/, '\u0003'],
    ]);

    expect(status, screen).toBe(130);
  });
});
