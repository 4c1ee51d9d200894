import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bin, mainC, makeApp, type TestApp } from './make-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await makeApp();
});
afterAll(() => app.remove());

describe('a build', () => {
  it('links an image, which runs with arguments and passes on its status', async () => {
    const built = await app.link();

    expect(built).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^build\/linuxu-x86_64\/sample {2}\d+ bytes$/),
    });
    // The small platform of these tests reads no command line: `--` is an argument, too.
    expect(await app.link('run', '--', 'one', 'two')).toMatchObject({ status: 3, stdout: 'hello' });
  });

  it('of nothing new says so', async () => {
    expect((await app.link()).stdout).toContain('(up to date)');
  });

  it('prints one object with --json', async () => {
    const { stdout } = await app.link('--json', '--plat', 'linuxu');

    expect(JSON.parse(stdout)).toMatchObject({
      images: [
        {
          platform: 'linuxu',
          architecture: 'x86_64',
          path: join(app.folder, 'build/linuxu-x86_64/sample'),
          sizeBytes: expect.any(Number),
        },
      ],
    });
  });

  it('works from a folder below, and by -C', async () => {
    app.write('docs/readme.md', '');

    expect((await app.link('-C', 'docs', '--json')).status).toBe(0);
  });

  it('passes the words of the compiler through, with the name of who wrote the source', async () => {
    app.write('main.c', 'int main(void) { return nothing; }\n');
    const { status, stderr } = await app.link();
    app.write('main.c', mainC);

    expect(status).toBe(1);
    expect(stderr).toContain('sample: main.c');
    expect(stderr).toMatch(/error: .nothing. undeclared/);
  });
});

describe('a mistake on the command line', () => {
  it.each([
    ['-C', 'nowhere'],
    ['--josn'],
    ['bild'],
    ['run', 'word'],
    ['run', '--param', 'word'],
    ['run', '--publish', '8080:80', '--net', 'none'],
    ['lib'],
  ])('ends with status 2 and says where to read on: %s %s', async (...args) => {
    const { status, stdout, stderr } = await app.link(...args);

    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/--help|ERR_UNICORE_USAGE/);
  });

  it.each([
    ['-C', 'nowhere', '--json'],
    ['--josn', '--json'],
    ['bild', '--json'],
    ['run', '--json'],
  ])('is one object with --json: %s %s', async (...args) => {
    const { status, stdout } = await app.link(...args);

    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'ERR_UNICORE_USAGE', message: expect.any(String), hint: expect.any(String) },
    });
  });

  it('names a compiler that is not there, or is none', async () => {
    for (const compiler of ['nocc', '/bin/nocc', '/bin/true']) {
      const { status, stderr } = await app.link('--compiler', compiler);

      expect(status).toBe(1);
      expect(stderr).toContain('ERR_UNICORE_COMPILER_MISSING');
      expect(stderr).toContain('--compiler');
    }
  });
});

it('lists libraries as one object with --version --json', async () => {
  const { stdout } = await app.link('--version', '--json');

  expect(JSON.parse(stdout)).toMatchObject({
    version: expect.any(String),
    libraries: expect.arrayContaining([
      expect.objectContaining({ package: '@tiny/lib-greeting', version: '2.1.0' }),
    ]),
  });
});

describe('the other commands', () => {
  it('plan: shows the libraries in link order, and the whole with --json', async () => {
    expect((await app.link('plan')).stdout).toMatch(
      /sample 1\.2\.3, profile speed: main\.c\n\nlinuxu\/x86_64, in link order:\n {2}tinyapi .*\n {2}tinyplat .*\n {2}greeting .*@tiny\/lib-greeting@2\.1\.0/,
    );
    expect(JSON.parse((await app.link('plan', '--json')).stdout)).toMatchObject({
      schema: 1,
      app: { name: 'sample' },
    });
  });

  it('why: shows the chain to a library, a contract, an option', async () => {
    const { stdout } = await app.link('why', 'tinyplat', 'plat', 'greeting.times');

    expect(stdout).toMatch(/tinyplat, linuxu\/x86_64:\n {2}in the image: sample -> /);
    expect(stdout).toContain('provided by tinyplat');
    expect(stdout).toContain('1: its default');
  });

  it('why: names file and line of each step, and of who calls a function of the last build', async () => {
    const lineOf = (file: string, text: string): string => {
      const lines = readFileSync(join(app.folder, file), 'utf8').split('\n');
      return `${file}:${lines.findIndex((line) => line.includes(text)) + 1}`;
    };
    const library = 'node_modules/@tiny/lib-greeting/dist/library.json';
    app.write('unicore.config.ts', `export default {\n  options: {\n    greeting: { times: 2 },\n  },\n};\n`);
    expect((await app.link()).status).toBe(0);
    const { stdout } = await app.link('why', 'tinyplat', 'greeting.times', 'greeting.loud', 'uc_greet');
    const { stderr } = await app.link('why', 'uc_greeet');
    rmSync(join(app.folder, 'unicore.config.ts'));

    expect(stdout).toContain(`  by sample -> tinyplat (package.json:1)\n`);
    expect(stdout).toContain(
      `  by sample -> greeting (package.json:1) -> tinyplat (for plat, ${lineOf(library, '"plat":')})`,
    );
    expect(stdout).toContain('2: set in the config of the application, unicore.config.ts:3');
    expect(stdout).toContain(`its default, ${lineOf(library, '"default": false')}`);
    expect(stdout).toMatch(/\d+ bytes of greeting, node_modules\/@tiny\/lib-greeting\/src\/greet\.c:\d+/);
    expect(stdout).toContain(`called in sample by main (${lineOf('main.c', 'uc_greet();')})`);
    expect(stderr).toContain('Did you mean "uc_greet"?');
  });

  it("why: of the application's own options the config is named with the line", async () => {
    app.write(
      'unicore.config.ts',
      "import { bool } from 'unicore-link';\nexport default {\n  ownOptions: {\n    loud: bool({\n      default: true,\n    }),\n  },\n};\n",
    );
    const { stdout } = await app.link('why', 'app.loud');
    rmSync(join(app.folder, 'unicore.config.ts'));

    expect(stdout).toContain('its default, unicore.config.ts:5');
  });

  it('why: an unknown name has the nearest one beside it', async () => {
    expect(await app.link('why', 'greting')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('greeting'),
    });
  });

  it('size: books each library', async () => {
    const { stdout } = await app.link('size', '--json');
    const { images } = JSON.parse(stdout) as { images: { libraries: { library: string; text: number }[] }[] };

    expect(images[0]?.libraries.find(({ library }) => library === 'greeting')?.text).toBeGreaterThan(0);
    expect((await app.link('size')).stdout).toMatch(/^total +\d+ +\d+ +\d+ +\d+ +\d+$/m);
  });

  it('sync: writes types of what is installed', async () => {
    expect((await app.link('sync')).status).toBe(0);
    const types = readFileSync(join(app.folder, '.unicore/types.d.ts'), 'utf8');

    expect(types).toContain('tone?: "warm" | "cold";');
    expect(types).toContain('/** With an exclamation. Costs a line. */');
    expect(types).toMatch(/\/\*\* .+ \*\/\n    greeting: \{/);
    expect(types).not.toContain('hidden');
    expect(types).toContain('plat: "tinyplat";');
  });

  it('sync: makes a config typecheck against what is installed', async () => {
    const root = join(import.meta.dirname, '../../..');
    mkdirSync(join(app.folder, 'node_modules'), { recursive: true });
    symlinkSync(join(root, 'packages/unicore-link'), join(app.folder, 'node_modules/unicore-link'));
    const check = async (options: string): Promise<string> => {
      app.write(
        'typed.ts',
        `/// <reference path="./.unicore/types.d.ts" />\nimport { defineApp } from 'unicore-link';\nexport default defineApp(${options});\n`,
      );
      const flags = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2022'];
      return (
        await execa(join(root, 'node_modules/.bin/tsc'), [...flags, 'typed.ts'], {
          cwd: app.folder,
          reject: false,
        })
      ).stdout;
    };
    await app.link('sync');

    expect(
      await check(
        "{ targets: ['linuxu'], arch: 'x86_64', options: { greeting: { tone: 'cold', times: 2 } }, providers: { plat: 'tinyplat' } }",
      ),
    ).toBe('');
    expect(await check("{ options: { greeting: { tone: 'mild' } } }")).toContain('"mild"');
    expect(await check('{ options: { greting: {} } }')).toContain('greting');
    expect(await check("{ targets: ['xen'] }")).toContain('"xen"');
    expect(await check("{ arch: 'x86-64' }")).toContain('"x86-64"');
    expect(await check('{ options: { lib: { greeting: false } } }')).toBe('');
    expect(await check('{ options: { lib: { greting: false } } }')).toContain('greting');
    expect(await check("{ options: { greeting: { ton: 'cold' } } }")).toContain("'tone'");
    expect(await check('{ options: { greeting: true } }')).toContain("'true'");
    expect(await check("{ tragets: ['linuxu'] }")).toContain("'targets'");
    expect(await check("{ providers: { plat: 'xenplat' } }")).toContain('"xenplat"');
  });

  it('add: prints and runs the command of the package manager', async () => {
    const packed = await execa(
      'npm',
      ['pack', '--silent', join(app.folder, 'node_modules/@tiny/lib-tinyapi')],
      {
        cwd: app.folder,
      },
    );
    const other = await makeApp();
    try {
      other.write('package.json', '{"name": "other", "version": "1.0.0", "dependencies": {}}');
      const { status, stderr } = await other.linkWith(
        { npm_config_offline: 'true' },
        'add',
        join(app.folder, packed.stdout.trim()),
      );

      expect(stderr).not.toContain('npm error');
      expect(stderr).toMatch(/^\$ npm install \/.*tinyapi/m);
      expect(status).toBe(0);
      expect(readFileSync(join(other.folder, 'package.json'), 'utf8')).toContain('@tiny/lib-tinyapi');
    } finally {
      other.remove();
    }
  });

  it('--version: lists the installed libraries', async () => {
    expect((await app.link('--version')).stdout).toMatch(
      /^unicore-link \d+\.\d+\.\d+\n@tiny\/lib-greeting 2\.1\.0\n@tiny\/lib-tinyapi 1\.0\.0\n@tiny\/lib-tinyplat 1\.0\.0$/,
    );
  });

  it('clean: leaves what no build has made', async () => {
    await app.link();
    app.write('build/mine/notes.txt', 'mine');
    const { status, stderr } = await app.link('clean');

    expect(status).toBe(0);
    expect(stderr).toContain('left build/mine');
    expect(readFileSync(join(app.folder, 'build/mine/notes.txt'), 'utf8')).toBe('mine');
    expect(existsSync(join(app.folder, 'build/linuxu-x86_64'))).toBe(false);
    rmSync(join(app.folder, 'build'), { recursive: true });
  });

  it('clean: takes away what builds made', async () => {
    await app.link();
    await app.link('clean');

    expect([existsSync(join(app.folder, 'build')), existsSync(join(app.folder, '.unicore'))]).toEqual([
      false,
      false,
    ]);
  });
});

describe('clean --cache', () => {
  it('beside a build takes the cache away, and the build starts over', async () => {
    const other = await makeApp();
    try {
      const [cleaner, once] = ['elsewhere', 'cleaned'].map((name) => join(other.folder, name));
      other.write('elsewhere/package.json', '{"name":"elsewhere","unicore":{"app":{}}}');
      // The first compiler that the build starts waits for the end of `clean`.
      const link = `${process.execPath} ${bin} -C ${cleaner} clean --cache`;
      other.write('launcher', `#!/bin/sh\nmkdir ${once} 2>/dev/null && ${link} >${once}/said\nexec "$@"\n`);
      chmodSync(join(other.folder, 'launcher'), 0o755);
      other.write(
        'unicore.config.json',
        JSON.stringify({ toolchain: { launcher: join(other.folder, 'launcher') } }),
      );
      const { status, stderr } = await other.link();

      expect(stderr).not.toContain('error');
      expect(status).toBe(0);
      expect(readFileSync(join(other.folder, 'cleaned/said'), 'utf8')).toMatch(/^removed .*\/unicore$/m);
      expect((await other.link('run')).stdout).toBe('hello');
    } finally {
      other.remove();
    }
  });

  it('several at once are done, and no leftover of one that was killed stays', async () => {
    const cache = mkdtempSync(join(tmpdir(), 'unicore-cache-'));
    try {
      const files = Array.from({ length: 3000 }, (_, index) => `v1/files/${index % 10}/${index}`);
      for (const file of [...files, 'v1.999.tmp/files/1/a']) {
        const path = join(cache, 'unicore', file);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, '');
      }
      const cleaning = Array.from({ length: 4 }, () =>
        app.linkWith({ XDG_CACHE_HOME: cache }, 'clean', '--cache'),
      );

      expect((await Promise.all(cleaning)).map(({ status, stderr }) => [status, stderr])).toEqual(
        Array.from({ length: 4 }, () => [0, '']),
      );
      expect(readdirSync(cache)).toEqual([]);
    } finally {
      rmSync(cache, { recursive: true, force: true });
    }
  });
});

describe('usage', () => {
  it.each([
    [['biuld'], /unknown command 'biuld'\n\(Did you mean build\?\)/],
    [['help', 'nope'], /unknown command 'nope'\nKnown: build, run, /],
    [['help', 'biuld'], /unknown command 'biuld'\n\(Did you mean build\?\)/],
    [['lib', 'help', 'tset'], /unknown command 'tset'\n\(Did you mean test\?\)/],
    [['help', 'lib', 'tset'], /unknown command 'tset'\n\(Did you mean test\?\)/],
    [['--plta', 'kvm'], /unknown option '--plta'/],
    [['--plat', 'linuxu', 'plan'], /the command comes first: unicore-link plan/],
    [['--profile', 'fast'], /There is no profile "fast"/],
    [['build', '--', 'x'], /build takes no arguments after --/],
    [['run', '--memory', 'much'], /--memory takes MiB/],
    [['--jobs', '0'], /--jobs takes a whole number from 1/],
    [['--jobs', '1e3'], /--jobs takes a whole number from 1/],
    [['--plat', 'linuxu,'], /An empty name stands in the list/],
    [['--plat', 'kvm/x86_64/debug'], /--plat takes a platform/],
    [['--compiler', ''], /--compiler takes gcc/],
    [['run', '--memory', '0x10'], /--memory takes MiB/],
    [['run', '--memory', '0'], /--memory takes MiB/],
    [['run', '--timeout', '-1'], /--timeout takes seconds/],
    [['run', '--timeout', '3000000'], /--timeout takes at most 2000000 seconds/],
    [['run', '--accel', 'xen'], /--accel takes kvm or tcg/],
    [['run', '--disk', 'disk.img,rw'], /disk\.img,rw" names no disk[^]*disk\.img,size=64M/],
    [['run', '--share', 'data:mnt'], /"data:mnt" shares no folder[^]*data:\/mnt/],
    [['run', '--publish', '80'], /"80" does not publish a port[^]*8080:80/],
    [['run', '--publish', '8080:99999'], /"8080:99999" does not publish a port/],
    [['run', '--net', 'bridge'], /"bridge" is no kind of network[^]*user/],
    [['run', '--net', 'tap:'], /"tap:" is no kind of network/],
    [['why'], /missing required argument/],
  ])('%j is refused with status 2', async (args, message) => {
    const { status, stderr } = await app.link(...args);

    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });

  it.each([
    [['--help']],
    [['help']],
    [['help', 'run']],
    [['help', 'lib', 'test']],
    [['lib', 'help', 'test']],
    [['lib', '--help']],
    [['lib', 'test', '--help']],
  ])('%j helps', async (args) => {
    expect(await app.link(...args)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^Usage: unicore-link/),
    });
  });
});

describe('an application', () => {
  it('without a source gets the smallest one to start from', async () => {
    rmSync(join(app.folder, 'main.c'));
    const { status, stderr } = await app.link();
    app.write('main.c', mainC);

    expect(status).toBe(1);
    expect(stderr).toContain('int main(void)');
  });

  it('in C++ is told that images hold C, wherever its sources stand', async () => {
    rmSync(join(app.folder, 'main.c'));
    for (const file of ['main.cc', 'src/main.cpp']) {
      app.write(file, 'int main() {}');
      const { status, stderr } = await app.link();
      rmSync(join(app.folder, file));

      expect(stderr).toContain(`${join(app.folder, file)} is C++; images hold C and assembly.`);
      expect(stderr).toContain('ERR_UNICORE_CPLUSPLUS');
      expect(status).toBe(1);
    }
    app.write('main.c', mainC);
  });

  it('whose main.c is a folder, or a link that leads nowhere, is told so', async () => {
    const path = join(app.folder, 'main.c');
    rmSync(path);
    mkdirSync(path);
    const withFolder = await app.link();
    rmSync(path, { recursive: true });
    symlinkSync('nowhere', path);
    const withLink = await app.link();
    rmSync(path);
    app.write('main.c', mainC);

    for (const { status, stderr } of [withFolder, withLink]) {
      expect(stderr).toContain(`${path} is no file (a folder, or a link that leads nowhere)`);
      expect(stderr).toContain('ERR_UNICORE_NO_SOURCE');
      expect(status).toBe(1);
    }
  });

  it('whose folder refuses to be written to is no bug of ours', async () => {
    rmSync(join(app.folder, '.unicore'), { recursive: true, force: true });
    symlinkSync('/sys/kernel', join(app.folder, '.unicore'));
    const { status, stderr } = await app.link();
    rmSync(join(app.folder, '.unicore'));

    expect(stderr).toContain('ERR_UNICORE_NOT_PERMITTED');
    expect(status).toBe(1);
  });

  it('whose cache cannot be made gets its name, and ends: /proc takes no folders', async () => {
    const { status, stderr } = await app.linkWith({ XDG_CACHE_HOME: '/proc/x' });

    expect(stderr).toMatch(
      /\/proc\/x\/unicore, cannot be made[^]*XDG_CACHE_HOME=[^]*ERR_UNICORE_CACHE_REFUSED/,
    );
    expect(status).toBe(1);
  });

  it('is all of src/ where there is no main.c', async () => {
    rmSync(join(app.folder, 'main.c'));
    app.write('src/deep/main.c', mainC);
    const { stdout } = await app.link('run');
    rmSync(join(app.folder, 'src'), { recursive: true });
    app.write('main.c', mainC);

    expect(stdout).toBe('hello');
  });

  it('ends on Ctrl-C with status 130, and its guest with it', async () => {
    app.write('main.c', '#include <uc/tiny.h>\nint main(void) { uc_tiny_print("ready"); for (;;) {} }\n');
    await app.link();
    const status = await app.interrupt('ready', 'run');
    app.write('main.c', mainC);

    expect(status).toBe(130);
  });

  it('ends when nobody reads it any more, and its guest with it', async () => {
    app.write('main.c', '#include <uc/tiny.h>\nint main(void) { for (;;) uc_tiny_print("tick"); }\n');
    await app.link();
    const { status, stderr } = await app.hangUp('run');
    app.write('main.c', mainC);

    expect(status).toBe(141);
    expect(stderr).toBe('');
  });

  it('ends after the time-out with status 124', async () => {
    app.write('main.c', 'int main(void) { for (;;) {} }\n');
    const result = await app.link('run', '--timeout', '0.5');
    app.write('main.c', mainC);

    expect(result.status).toBe(124);
  });
});
