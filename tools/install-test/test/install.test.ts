import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, inject, it } from 'vitest';

import { readSession } from './readme-session.ts';
import { freePort } from './registry.ts';
import { commit } from './release.ts';
import { runCommand } from './run-command.ts';

const fixtures = fileURLToPath(new URL('fixtures', import.meta.url));
const bin = (name: string): string =>
  fileURLToPath(new URL(`../../../node_modules/.bin/${name}`, import.meta.url));
const pnpm = ['node', bin('pnpm')] as const;
const yarn = ['node', bin('yarn')] as const;
const wanted = ['unicore-link', '@unicore/lib-lwip', '@unicore/lib-kvmplat'];

const { folder, env: registryEnv, published: released } = inject('release');
const registry = { env: registryEnv };
const published = new Map(released);

describe('a release to a registry on loopback', () => {
  it('publishes every package in a first version', () => {
    expect([...published].filter(([, version]) => !version.startsWith('1.'))).toEqual([]);
    for (const name of wanted) expect(published.has(name)).toBe(true);
  });
});

const managers = {
  npm: (cwd: string, packages: readonly string[]) => install(cwd, ['npm', 'install', ...packages]),
  'npm with --ignore-scripts': (cwd: string, packages: readonly string[]) =>
    install(cwd, ['npm', 'install', '--ignore-scripts', ...packages]),
  pnpm: (cwd: string, packages: readonly string[]) =>
    install(cwd, [...pnpm, 'add', '--store-dir', join(folder, 'pnpm-store'), ...packages]),
  yarn: async (cwd: string, packages: readonly string[]) => {
    await writeFile(join(cwd, 'yarn.lock'), '');
    await install(cwd, [...yarn, 'add', ...packages]);
  },
};

describe('an application in an empty folder', () => {
  const images = new Map<string, string>();

  it.each(Object.entries(managers))(
    'installed by %s links without a network, boots and answers',
    async (name, add) => {
      const app = await emptyApp(`app-${name.replaceAll(/\W/g, '-')}`);
      // Each compiles everything anew, for the comparison below.
      const own = { XDG_CACHE_HOME: join(app, 'cache') };
      await add(app, wanted);
      await cp(join(fixtures, 'http-answer/main.c'), join(app, 'main.c'));

      const linked = await offline(app, ['node_modules/.bin/unicore-link', '--plat', 'kvm', '--json'], own);

      const { images: built } = JSON.parse(linked.stdout) as { images: { path: string; platform: string }[] };
      expect(built.map((image) => image.platform)).toEqual(['kvm']);
      images.set(name, await sha256(built[0]?.path ?? ''));
      expect(await answerOf(app, own)).toBe('from an install');
    },
  );

  it('is the same image whichever package manager laid the tree out', () => {
    expect(images.size).toBe(Object.keys(managers).length);
    expect(new Set(images.values()).size).toBe(1);
  });
});

describe('the README', () => {
  it('shows a session that works as it stands, in an empty folder', async () => {
    const app = join(folder, 'app-readme');
    await mkdir(app);
    const port = await freePort();
    const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8');
    const steps = readSession(readme).map(({ command, output }) => ({
      command: command.replaceAll('8080', `${port}`),
      output,
    }));
    const marked = steps.map(({ command }) => `${command}\necho "-- done"`);
    // Ctrl-C reaches all that the session started: it has a process group of its own.
    const script = ['set -e', ...marked, "trap '' INT", 'kill -INT 0', 'wait', ''].join('\n');
    await writeFile(join(app, 'session.sh'), script);

    const { stdout } = await runCommand('bash', ['session.sh'], {
      detached: true,
      cwd: app,
      env: registry.env,
    });

    expect(steps.length).toBeGreaterThan(3);
    const outputs = stdout.split('-- done\n');
    steps.forEach(({ output }, index) => expect(outputs[index]).toContain(output));
  });
});

describe("a third party's library", () => {
  it('is built by unicore-link lib, published by changesets, and chosen as provider of malloc', async () => {
    const library = join(folder, 'lib-alloc-first');
    await cp(join(fixtures, 'lib-alloc-first'), library, { recursive: true });
    await install(library, ['npm', 'install', '@unicore/lib-api', '@unicore/lib-alloc-buddy']);
    await install(library, ['npm', 'install', '--save-dev', 'unicore-link', '@unicore/descriptor']);
    await runCommand('npm', ['run', 'build'], { cwd: library, env: registry.env });
    await mkdir(join(library, '.changeset'));
    await writeFile(
      join(library, '.changeset/config.json'),
      JSON.stringify({ access: 'public', baseBranch: 'main', changelog: false }),
    );
    await writeFile(
      join(library, '.changeset/first.md'),
      "---\n'@acme/lib-alloc-first': minor\n---\n\nThe first release.\n",
    );
    await writeFile(join(library, '.gitignore'), 'node_modules/\n');
    await commit(library);
    const changeset = bin('changeset');
    await runCommand('node', [changeset, 'version'], { cwd: library, env: registry.env });
    await runCommand('node', [changeset, 'publish', '--no-git-tag'], { cwd: library, env: registry.env });

    const app = await emptyApp('app-third-party');
    await install(app, ['npm', 'install', ...wanted, '@acme/lib-alloc-first']);
    await cp(join(fixtures, 'http-answer/main.c'), join(app, 'main.c'));
    const { stdout } = await offline(app, [
      'node_modules/.bin/unicore-link',
      'plan',
      '--plat',
      'kvm',
      '--json',
    ]);
    const plan = JSON.parse(stdout) as { targets: { libraries: { name: string; version: string }[] }[] };
    const libraries = plan.targets[0]?.libraries.map(({ name }) => name);

    expect(libraries).toContain('alloc-first');
    expect(libraries).not.toContain('alloc-tlsf');
    await offline(app, ['node_modules/.bin/unicore-link', '--plat', 'kvm']);
    expect(await answerOf(app)).toBe('from an install');
  });
});

describe('unicore-link add', () => {
  it.each(['npm', 'pnpm', 'yarn'] as const)(
    'adds libraries by %s where the project uses that',
    async (name) => {
      const app = await emptyApp(`app-add-${name}`);
      await managers[name](app, ['unicore-link']);
      await cp(join(fixtures, 'http-answer/main.c'), join(app, 'main.c'));

      const { stderr } = await runCommand('node_modules/.bin/unicore-link', ['add', 'lwip', 'kvm'], {
        cwd: app,
        env: withManagers(),
      });

      expect(stderr).toContain(
        `$ ${name} ${name === 'npm' ? 'install' : 'add'} @unicore/lib-lwip @unicore/lib-kvmplat\n`,
      );
      expect(await readFile(join(app, '.unicore/types.d.ts'), 'utf8')).toContain('tcpSndBuf');
      await offline(app, ['node_modules/.bin/unicore-link', 'plan', '--plat', 'kvm']);
    },
  );

  it('is what a build on a terminal offers', async () => {
    const app = await emptyApp('app-offer');
    await managers.npm(app, ['unicore-link', '@unicore/lib-lwip']);
    await cp(join(fixtures, 'http-answer/main.c'), join(app, 'main.c'));

    const screen = await answerYes(app, 'node_modules/.bin/unicore-link --plat kvm');

    expect(screen).toContain('Install @unicore/lib-kvmplat? [Y/n] y\n');
    expect(screen).toContain('$ npm install @unicore/lib-kvmplat\n');
    expect(screen).toMatch(/build\/kvm-x86_64\/app {2}\d+ bytes\n$/);
  });
});

/** Our registry's environment, with all package managers on PATH. */
function withManagers(): NodeJS.ProcessEnv {
  return {
    ...registry.env,
    PATH: `${dirname(bin('pnpm'))}:${process.env['PATH']}`,
    npm_config_store_dir: join(folder, 'pnpm-store'),
  };
}

/** Runs a command on a terminal of its own, says yes to its question, and returns what the terminal showed. */
async function answerYes(cwd: string, command: string): Promise<string> {
  const env = { ...withManagers(), NO_COLOR: '1', CI: '' };
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    cwd,
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let screen = '';
  child.stdout.on('data', (chunk) => {
    screen += String(chunk).replaceAll('\r', '');
    if (screen.endsWith('[Y/n] ')) child.stdin.write('y\n');
  });
  const [status] = (await once(child, 'close')) as [number];
  expect(status, screen).toBe(0);
  return screen;
}

async function emptyApp(name: string): Promise<string> {
  const app = join(folder, name);
  await mkdir(app);
  // The name goes into the image, as argv[0].
  await writeFile(join(app, 'package.json'), '{ "name": "app", "version": "1.0.0", "private": true }');
  return app;
}

async function install(cwd: string, [file = '', ...args]: readonly string[]): Promise<void> {
  await runCommand(file, args, { cwd, env: registry.env });
}

/** Runs a command in a network namespace of its own, which has no way out. */
function offline(cwd: string, command: readonly string[], own: NodeJS.ProcessEnv = {}) {
  const rootless = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  return runCommand('unshare', [...rootless, '--net', ...command], { cwd, env: { ...registry.env, ...own } });
}

async function sha256(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

/** Starts the image as a user would, fetches its page, ends it by Ctrl-C and checks that it went. */
async function answerOf(app: string, own: NodeJS.ProcessEnv = {}): Promise<string> {
  const port = await freePort();
  const args = ['run', '--plat', 'kvm', '--publish', `${port}:80`, '--timeout', '120'];
  const env = { ...registry.env, ...own };
  const child = spawn('node_modules/.bin/unicore-link', args, {
    cwd: app,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      output += String(chunk);
      if (/^ready/m.test(output)) resolve();
    });
    child.once('close', (code) => reject(new Error(`the guest ended with ${code}:\n${output}`)));
  });
  await ready;
  const text = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(30_000) }).then(
    (answer) => answer.text(),
  );
  const closed = once(child, 'close');
  child.kill('SIGINT');
  await closed;
  return text;
}
