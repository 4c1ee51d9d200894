import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';

const bin = join(import.meta.dirname, '..', 'bin.js');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unicore-import-'));
  mkdirSync(join(folder, 'net'));
  writeFileSync(
    join(folder, 'Config.uk'),
    'menu "Network"\nsource "$(DIR)/*.uk"\nendmenu\nconfig FAST\n\tdef_bool $(shell,touch ran && echo y)\n',
  );
  writeFileSync(
    join(folder, 'net', 'tcp.uk'),
    'config TCP_WINDOW\n\tint "Window"\n\trange 1 64\n\tdefault 8\n',
  );
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function importing(...args: readonly string[]) {
  return execa('node', [bin, '-C', folder, 'config', 'import', 'Config.uk', ...args], { reject: false });
}

it('makes a descriptor of Kconfig files that lib build takes', async () => {
  const done = await importing(
    '--env',
    'DIR=net',
    '--shell-says',
    'y',
    '--name',
    'tcp',
    '--out',
    'unicore.library.ts',
  );
  expect(done.stderr).toBe('');
  expect(done.stdout).toMatch(/unicore\.library\.ts: 2 options of 2 files$/);

  writeFileSync(
    join(folder, 'package.json'),
    '{"name": "lib-tcp", "version": "1.0.0", "type": "module", "unicore": {"library": "./dist/library.json"}}',
  );
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'src', 'tcp.c'), 'int tcp;\n');
  await execa('node', [bin, '-C', folder, 'lib', 'build']);
  const library = JSON.parse(readFileSync(join(folder, 'dist', 'library.json'), 'utf8')) as object;
  expect(library).toMatchObject({
    name: 'tcp',
    menus: { networkMenu: { prompt: 'Network' } },
    options: {
      tcpWindow: {
        type: 'int',
        prompt: 'Window',
        menu: 'networkMenu',
        default: [{ value: 8 }],
        range: [{ low: 1, high: 64 }],
      },
      fast: { type: 'bool', default: [{ value: true }] },
    },
  });
});

it('runs nothing of the tree', async () => {
  const done = await importing('--env', 'DIR=net');
  expect(done.exitCode).toBe(1);
  expect(done.stderr).toContain('Config.uk:5 wants to run a command: touch ran && echo y');
  const listed = await execa('ls', [folder]);
  expect(listed.stdout).not.toContain('ran');
});

it('runs what the tree says where one asks for it, in the folder of the tree and with --env', async () => {
  writeFileSync(
    join(folder, 'Config.uk'),
    'config FOUND\n\tstring\n\tdefault "$(shell,cat $DIR/tcp.uk | head -c 17; exit 3)"\n',
  );
  const done = await importing('--env', 'DIR=net', '--run-shell', '--json');
  expect(done.exitCode, done.stderr).toBe(0);
  expect(JSON.parse(done.stdout)).toMatchObject({
    options: { found: { default: [{ value: 'config TCP_WINDOW' }] } },
  });
});

it('names the line of a command that a signal ends, and two answers at once', async () => {
  writeFileSync(join(folder, 'Config.uk'), 'config A\n\tdef_bool $(shell,kill -9 $$)\n');
  const killed = await importing('--run-shell');
  expect(killed.exitCode).toBe(1);
  expect(killed.stderr).toContain(
    'Config.uk:2 has a command that did not end as it should, ended by SIGKILL',
  );

  const both = await importing('--run-shell', '--shell-says', 'y');
  expect(both.exitCode).toBe(2);
  expect(both.stderr).toContain('--shell-says and --run-shell');
});

it.each(['TREE/*/tcp.uk', './*/tcp.uk', 'net/../*/t?p.uk', 'build/*/tcp.uk', 'link/*.uk'])(
  'finds the files of source "%s"',
  async (pattern) => {
    mkdirSync(join(folder, 'build'));
    for (const link of ['build/net', 'link']) symlinkSync(join(folder, 'net'), join(folder, link));
    writeFileSync(join(folder, 'Config.uk'), `source "${pattern.replace('TREE', folder)}"\n`);
    const done = await importing('--json');
    expect(done.exitCode, done.stderr).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({ options: { tcpWindow: { type: 'int' } } });
  },
);

it.each(['x{*', '[z-a]', 'none/*'])('says of source "%s" that no file is there', async (pattern) => {
  writeFileSync(join(folder, 'Config.uk'), `source "${pattern}"\n`);
  const done = await importing();
  expect(done.exitCode).toBe(1);
  expect(done.stderr).toContain(`Config.uk:1: there is no file "${pattern}"`);
});

it('says which folder of --srctree is not there, and which command printed too much', async () => {
  const gone = await importing('--srctree', 'gone');
  expect(gone.exitCode).toBe(2);
  expect(gone.stderr).toContain(`--srctree gone: there is no folder ${join(folder, 'gone')}`);

  writeFileSync(join(folder, 'Config.uk'), 'config A\n\tdef_bool $(shell,head -c 2000000 /dev/zero)\n');
  expect((await importing('--run-shell')).stderr).toContain('it printed more than 1 MiB: head -c');
});

it('is ended by Ctrl-C that a command takes no notice of, and writes nothing', async () => {
  const [pid, out] = ['pid', 'unicore.library.ts'].map((name) => join(folder, name)) as [string, string];
  const sleep = 'trap "" INT; echo $$ >made; mv made pid; exec sleep 20';
  writeFileSync(join(folder, 'Config.uk'), `config A\n\tdef_bool $(shell,${sleep})\n`);
  const running = importing('--run-shell', '--out', out);
  await expect.poll(() => existsSync(pid), { timeout: 30_000 }).toBe(true);
  running.kill('SIGINT');
  const [, signal] = (await once(running, 'exit')) as [null, string];
  process.kill(Number(readFileSync(pid, 'utf8')), 'SIGKILL');
  await running;
  expect(signal).toBe('SIGINT');
  expect(existsSync(out)).toBe(false);
});

it('makes the folder that --out names', async () => {
  const done = await importing('--env', 'DIR=net', '--shell-says', 'y', '--out', 'made/deep/mine.ts');
  expect(done.exitCode, done.stderr).toBe(0);
  expect(readFileSync(join(folder, 'made/deep/mine.ts'), 'utf8')).toContain('tcpWindow');
});

it('answers functions of other tools by their names', async () => {
  writeFileSync(
    join(folder, 'Config.uk'),
    [
      'config SIZE\n\tint\n\tdefault $(dt_chosen_reg_size_int,flash,0,K)',
      'config HAS\n\tdef_bool $(dt_chosen_enabled,flash)',
      'configdefault SIZE\n\tdefault 7\n',
    ].join('\n'),
  );
  const done = await importing('--function', 'dt_*_int=64', '--function', 'dt_*=y', '--json');
  expect(done.exitCode, done.stderr).toBe(0);
  expect(JSON.parse(done.stdout)).toMatchObject({
    options: { size: { default: [{ value: 64 }, { value: 7 }] }, has: { default: [{ value: true }] } },
  });

  const without = await importing('--function', 'dt_*_int=64');
  expect(without.exitCode).toBe(1);
  expect(without.stderr).toContain('Config.uk:5: there is no function "dt_chosen_enabled".');

  const wrong = await importing('--function', '=y');
  expect(wrong.exitCode).toBe(2);
  expect(wrong.stderr).toContain('--function takes NAME=value, not "=y".');
});

it('overwrites nothing', async () => {
  writeFileSync(join(folder, 'mine.ts'), 'mine');
  const done = await importing('--env', 'DIR=net', '--shell-says', 'y', '--out', 'mine.ts');
  expect(done.exitCode).toBe(2);
  expect(readFileSync(join(folder, 'mine.ts'), 'utf8')).toBe('mine');
});
