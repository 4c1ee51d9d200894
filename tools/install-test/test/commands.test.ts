import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import { kconfigCases } from './command-cases-kconfig.ts';
import { libraryCases } from './command-cases-lib.ts';
import {
  app,
  type Cases,
  createProjects,
  isThere,
  read,
  run,
  typecheck,
  versions,
} from './command-project.ts';
import { type CommandResult, runCommand } from './run-command.ts';

/*
 * Every command of unicore-link on projects that `npm create unicore` has written and npm has installed from packed tarballs.
 * The list of commands is that of the installed copy: one without a case fails the suite, and so does a case without a command.
 */

let mainC: string;
let config: string;
let commands: readonly string[];

beforeAll(async () => {
  await createProjects();
  mainC = await read(app, 'src/main.c');
  config = await read(app, 'unicore.config.ts');
  commands = commandsOf((await link('completion', 'bash')).stdout);
});

/** Those that run, by the words that lead to them, of the completion of the installed copy. */
function commandsOf(script: string): readonly string[] {
  const paths = [...script.matchAll(/^ {4}'([a-z][a-z -]*)'\) words=/gm)].map(([, path = '']) => path);
  return paths.filter((path) => !paths.some((other) => other.startsWith(`${path} `)));
}

const link = (...args: readonly string[]): Promise<CommandResult> => run(app, args);
const json = async (...args: readonly string[]) => JSON.parse((await link(...args, '--json')).stdout);

/** `package.json:14`, where the text ends. */
async function lineOf(file: string, text: string): Promise<string> {
  const whole = await read(app, file);
  return `${file}:${whole.slice(0, whole.indexOf(text) + text.length).split('\n').length}`;
}

const cases: Cases = {
  ...kconfigCases,
  ...libraryCases,
  async build() {
    const { images } = await json('build');

    expect(images.map(({ platform }: { platform: string }) => platform)).toEqual(['linuxu', 'kvm']);
    for (const { path, sizeBytes } of images) {
      const file = await readFile(path);
      expect(file.subarray(0, 4).toString('latin1')).toBe('\u007fELF');
      expect(file.length).toBe(sizeBytes);
    }
  },
  async run() {
    for (const plat of ['linuxu', 'kvm'])
      expect((await link('run', '--plat', plat)).stdout).toContain('1 4 23 /etc/motd');
    await writeFile(join(app, 'root/etc/two'), 'one\ntwo\n');
    expect((await link('run', '--', '/etc/two')).stdout).toContain('2 2 8 /etc/two');
    expect(await run(app, ['run', '--', '/etc/none'], true)).toMatchObject({ status: 1 });
  },
  async plan() {
    const plan = await json('plan', '--plat', 'kvm');

    expect(plan.app).toMatchObject({ name: 'shop', sources: ['src/main.c'] });
    const { libraries } = plan.targets[0];
    for (const { package: name, version } of libraries) expect(version).toBe(versions.get(name));
    expect(libraries.map(({ name }: { name: string }) => name)).toContain('musl');
  },
  async why() {
    await link();
    const { stdout } = await link('why', 'musl', 'plat', 'syscall:readv', 'main');

    const dependency = await lineOf('package.json', '"@unicore/lib-musl"');
    expect(stdout).toContain(`by shop -> musl (${dependency})`);
    expect(stdout).toContain('provided by linuxuplat');
    expect(stdout).toMatch(/^ {2}given by posix-[a-z]+: shop -> /m);
    expect(stdout).toContain(
      `bytes of shop, ${await lineOf('src/main.c', 'int main(int argc, char **argv)\n{')}`,
    );
    expect((await run(app, ['why', 'muls'], true)).stderr).toContain('Did you mean "musl"?');
  },
  async size() {
    const { images } = await json('size');
    const surface = (await json('size', '--surface', '--plat', 'linuxu')).images[0];
    await link('size', '--treemap', 'sizes.svg', '--plat', 'linuxu');

    for (const { libraries, total } of images)
      for (const kind of ['text', 'rodata', 'data', 'bss'])
        expect(
          libraries.reduce((sum: number, row: Record<string, number>) => sum + (row[kind] ?? 0), 0),
        ).toBe(total[kind]);
    expect(surface.systemCalls.given.map(({ name }: { name: string }) => name)).toContain('readv');
    expect(surface.exits).toContainEqual(
      expect.objectContaining({ kind: 'call', library: 'linuxuplat', instructions: ['syscall'] }),
    );
    const sources = surface.lines.find((row: { library: string }) => row.library === 'shop');
    expect(sources.lines).toBeGreaterThan(10);
    expect(sources.lines).toBeLessThan(mainC.split('\n').length);
    expect(await read(app, 'sizes.svg')).toMatch(/<title>shop: src\/main\.c: main, \d+ bytes<\/title>/);
  },
  async diff() {
    await link('--plat', 'linuxu');
    await cp(join(app, 'build/linuxu-x86_64'), join(app, 'before'), { recursive: true });
    await cp(join(app, '.unicore/linuxu-x86_64/config'), join(app, 'before.config'));
    await changed(async () => {
      const { sizes } = await json('diff', 'before', 'build/linuxu-x86_64');
      expect(sizes.symbols).toContainEqual({ name: 'added', library: 'shop', before: 0, after: 4321 });
    });
    await link('--plat', 'kvm');
    const { options } = await json('diff', 'before.config', '.unicore/kvm-x86_64/config');
    expect(options).toContainEqual({ name: 'CONFIG_PLATFORM', before: '"linuxu"', after: '"kvm"' });
  },
  async explore() {
    await link('explore', '--out', 'page.html');
    const page = await read(app, 'page.html');

    expect(page).toMatch(/^<!doctype html>/);
    const data = JSON.parse(
      /<script type="application\/json" id="data">\s*([^]*?)\s*<\/script>/.exec(page)?.[1] ?? '',
    );
    expect(data.images.map(({ name }: { name: string }) => name)).toEqual(['linuxu/x86_64', 'kvm/x86_64']);
    expect(data.images[0].libraries).toContainEqual(
      expect.objectContaining({ name: 'musl', package: '@unicore/lib-musl', pool: 'main' }),
    );
  },
  async options() {
    const { targets } = await json('options', '--all', '--plat', 'kvm');
    const plan = await json('plan', '--plat', 'kvm');
    const libraries = plan.targets[0].libraries.map(({ name }: { name: string }) => name);

    expect(targets[0].options.length).toBeGreaterThan(5);
    for (const { library } of targets[0].options) expect([...libraries, 'app']).toContain(library);
  },
  async sbom() {
    const bill = await json('sbom', '--plat', 'linuxu');
    const musl = bill.components.find(({ name }: { name: string }) => name === '@unicore/lib-musl');

    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { name: 'shop' } } });
    expect(musl).toMatchObject({ version: versions.get('@unicore/lib-musl') });
    expect(musl.pedigree.ancestors[0].purl).toMatch(/^pkg:deb\/debian\/musl@/);
    for (const { name, version } of bill.components) expect(version).toBe(versions.get(name));
  },
  async licences() {
    const { stdout } = await link('licences', '--plat', 'linuxu');

    expect(stdout).toMatch(/^@unicore\/lib-musl +\S+ +BSD-3-Clause\n {2}of musl +1\S* +MIT$/m);
  },
  async doctor() {
    const { healthy, examinations } = await json('doctor');
    const { stdout: version } = await runCommand('gcc', ['--version'], { cwd: app });

    expect(healthy).toBe(true);
    expect(examinations).toContainEqual({
      group: 'build',
      name: 'gcc',
      state: 'ok',
      detail: version.split('\n')[0],
    });
  },
  async sync() {
    await rm(join(app, '.unicore/types.d.ts'), { force: true });
    await link('sync');
    expect(await read(app, '.unicore/types.d.ts')).toContain('musl: ');
    await typecheck();
    await writeFile(
      join(app, 'unicore.config.ts'),
      config.replace('targets', 'options: { muls: {} },\n  targets'),
    );
    const checked = await typecheck(true);
    await writeFile(join(app, 'unicore.config.ts'), config);
    expect(checked.stdout).toMatch(/unicore\.config\.ts\(\d+,\d+\): error TS.*'muls'/);
  },
  async completion() {
    for (const shell of ['bash', 'zsh', 'fish'])
      expect((await link('completion', shell)).stdout).toContain('complete');
    const script =
      'source <("$0" completion bash); COMP_WORDS=(unicore-link si); COMP_CWORD=1; _unicore_link; echo "$COMPREPLY"';
    const { stdout } = await runCommand('bash', ['-c', script, join(app, 'node_modules/.bin/unicore-link')], {
      cwd: app,
    });
    expect(stdout).toBe('size\n');
  },
  /** Only that it asks for a terminal: story.test.ts has it on one. */
  async menuconfig() {
    const { status, stderr } = await run(app, ['menuconfig'], true);

    expect(status).not.toBe(0);
    expect(stderr).toMatch(/terminal/);
    expect(await read(app, 'unicore.config.ts')).toBe(config);
  },
  async clean() {
    await link('--plat', 'linuxu');
    await link('clean');
    expect(await Promise.all([isThere(app, 'build'), isThere(app, '.unicore')])).toEqual([false, false]);
  },
  async add() {
    await link('add', 'lwip');
    expect(JSON.parse(await read(app, 'package.json')).dependencies).toHaveProperty('@unicore/lib-lwip');
    expect(await read(app, '.unicore/types.d.ts')).toContain('tcpSndBuf');
    expect((await link('plan', '--plat', 'kvm')).stdout).toContain('@unicore/lib-lwip@');
  },
};

/** While the application has 4,321 bytes more, and is built so. */
async function changed(look: () => Promise<void>): Promise<void> {
  await writeFile(
    join(app, 'src/main.c'),
    mainC
      .replace('int main(', 'char added[4321];\n\nint main(')
      .replace('int status = 0;', 'int status = added[argc];'),
  );
  await link('--plat', 'linuxu');
  await look();
  await writeFile(join(app, 'src/main.c'), mainC);
}

describe('on projects of npm create unicore, installed from packed tarballs', () => {
  it('each command of the table has a case here, and each case a command', () => {
    expect(Object.keys(cases).toSorted()).toEqual(commands.toSorted());
  });

  it('a budget of the config fails the build with the culprits', async () => {
    await writeFile(
      join(app, 'unicore.config.ts'),
      config.replace('targets', 'budget: { imageBytes: 1000 },\n  targets'),
    );
    const { status, stderr } = await run(app, ['--plat', 'linuxu'], true);
    await writeFile(join(app, 'unicore.config.ts'), config);

    expect(status).toBe(1);
    expect(stderr).toContain('ERR_UNICORE_OVER_BUDGET');
    expect(stderr).toMatch(/musl: \d+ bytes/);
  });

  it.each(Object.entries(cases))('unicore-link %s', async (_name, prove) => {
    await prove();
  });
});
