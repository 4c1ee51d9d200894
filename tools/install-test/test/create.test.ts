import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, inject, it } from 'vitest';

import { runCommand } from './run-command.ts';

const { folder, env: registryEnv } = inject('release');
const bins = fileURLToPath(new URL('../../../node_modules/.bin', import.meta.url));
const env = {
  ...registryEnv,
  PATH: `${bins}:${dirname(process.execPath)}:${registryEnv['PATH']}`,
  npm_config_store_dir: join(folder, 'pnpm-store'),
};
const run = (cwd: string, command: string) => runCommand('sh', ['-c', command], { cwd, env });

describe('an application by create-unicore from the registry', () => {
  it('builds for linuxu and kvm, boots in its own test, and its configuration is typechecked', async () => {
    const { stdout } = await run(folder, 'npm create --yes unicore by-npm -- --yes');
    const app = join(folder, 'by-npm');

    expect(stdout).toContain('Next:\n\n  cd by-npm\n  npm install\n  make run\n');
    await run(app, 'npm install');
    const made = await run(app, 'make');
    expect(made.stdout).toMatch(
      /build\/linuxu-x86_64\/by-npm {2}\d+ bytes\nbuild\/kvm-x86_64\/by-npm {2}\d+ bytes\n/,
    );
    expect((await run(app, 'make test')).stdout).toMatch(/2 passed/);
    await run(app, 'npm run typecheck');
    const config = await readFile(join(app, 'unicore.config.ts'), 'utf8');
    const wrong = config.replace('targets:', 'options: { libc: { printfFlaot: false } },\n  targets:');
    await run(app, `cat > unicore.config.ts << 'END'\n${wrong}END`);
    const typed = await runCommand('npm', ['run', 'typecheck'], { cwd: app, env, mayFail: true });
    expect(typed.stdout).toMatch(
      /unicore\.config\.ts\(5,22\): error .*'printfFlaot'.*Did you mean .*'printfFloat'/,
    );
    const built = await runCommand('make', ['all'], { cwd: app, env, mayFail: true });
    expect(built.stderr).toMatch(/no option "printfFlaot"\. Did you mean "printfFloat"\?/);

    await run(app, `cat > unicore.config.ts << 'END'\n${config}END`);
    const say = async (program: string): Promise<string> => {
      await run(app, `cat > src/main.c << 'END'\n${program}\nEND`);
      return (await runCommand('make', ['all'], { cwd: app, env, mayFail: true })).stderr;
    };
    expect(await say('#include <pthread.h>')).toContain(
      '\npthread.h: in musl, instead of libc: npm uninstall @unicore/lib-libc && npm install @unicore/lib-musl\n',
    );
    const calls =
      'int socket(int, int, int), mount(void);\nint main(void) { return socket(2, 1, 0) + mount(); }';
    expect(await say(calls)).toContain(
      '\nsocket: in libc, beside a library that provides netstack: npm install @unicore/lib-lwip\nmount: in musl, instead of libc: ',
    );
  });

  it('is built by pnpm where that called, with its configuration in JSON', async () => {
    const { stdout } = await run(
      folder,
      'pnpm create unicore by-pnpm --yes --template program --config json',
    );
    const app = join(folder, 'by-pnpm');

    expect(stdout).toContain('\n  cd by-pnpm\n  pnpm install\n  make run\n');
    await run(app, 'pnpm install');
    expect((await run(app, 'make test')).stdout).toMatch(/2 passed/);
  });

  it('speaks of yarn where that called', async () => {
    const { stdout } = await run(folder, 'yarn create unicore by-yarn --yes --template webserver');

    expect(stdout).toContain('\n  cd by-yarn\n  yarn install\n  make run\n');
    expect(await readFile(join(folder, 'by-yarn', '.yarnrc.yml'), 'utf8')).toBe('nodeLinker: node-modules\n');
  });
});

describe('a library by create-unicore from the registry', () => {
  it.each([
    ['@acme/lib-shiny', ''],
    ['@acme/lib-heap', '--contract malloc'],
  ])('%s is built, checked, tested and packed', async (name, options) => {
    await run(folder, `npm create --yes unicore ${name} -- --library --yes ${options}`);
    const library = join(folder, name.slice('@acme/'.length));

    await run(library, 'npm install');
    await run(library, 'npx tsc');
    expect((await run(library, 'make check')).stdout).toContain(': sound');
    expect((await run(library, 'make test')).stdout).toMatch(/^\d+ passed, 0 failed$/m);
    const packed = JSON.parse((await run(library, 'npm pack --json --ignore-scripts')).stdout) as [
      { files: { path: string }[] },
    ];
    const files = packed[0].files.map(({ path }) => path);
    expect(files).toEqual(
      expect.arrayContaining(['LICENSE', 'README.md', 'dist/library.json', 'package.json']),
    );
    expect(
      files.filter((path) => !/^(?:LICENSE|README\.md|package\.json|dist\/|include\/|src\/)/.test(path)),
    ).toEqual([]);
  });
});
