import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { makeApp } from './make-app.ts';

const bin = join(import.meta.dirname, '..', 'bin.js');
const app = await makeApp();
afterAll(() => app.remove());

const dotConfig = join(app.folder, '.config');
const read = (path = '.config'): string => readFileSync(join(app.folder, path), 'utf8');

/** Runs `config` with answers on its stdin. */
async function answered(input: string, ...args: string[]): Promise<{ status: number; stderr: string }> {
  const env = { XDG_CACHE_HOME: app.cache, NO_COLOR: '1' };
  const done = await execa(process.execPath, [bin, 'config', ...args], {
    cwd: app.folder,
    env,
    input,
    reject: false,
  });
  return { status: done.exitCode ?? -1, stderr: done.stderr };
}

beforeEach(() => {
  for (const name of ['.config', '.config.old', 'defconfig', 'unicore.config.json', 'Kconfig'])
    rmSync(join(app.folder, name), { force: true, recursive: true });
});

describe('the .config of an application', () => {
  it('is beneath its config, and each command says the line that sets a value', async () => {
    app.write('unicore.config.json', '{"options": {"greeting": {"times": 2}}}');
    app.write('.config', 'CONFIG_GREETING_TEXT="hi"\nCONFIG_GREETING_TIMES=3\nCONFIG_GREETING_LOWD=y\n');

    const built = await app.link('build');
    expect(built.status).toBe(0);
    expect(built.stderr).toContain(
      'warning: .config:3: nothing installed has CONFIG_GREETING_LOWD. Did you mean "CONFIG_GREETING_LOUD"?',
    );
    expect(built.stderr).toContain(
      "warning: .config:2: CONFIG_GREETING_TIMES=3 does not count: the application's config sets greeting.times, and wins.",
    );
    const run = await app.link('run');
    expect(run.stdout).toBe('hi\nhi');
    expect((await app.link('options')).stdout).toContain('greeting.text = "hi"  (set by .config:1)');
    expect((await app.link('why', 'greeting.text')).stdout).toContain('"hi": set by .config:1');
  });

  it('stops a build where a line cannot be read, but not the commands that write another', async () => {
    app.write('.config', 'CONFIG_GREETING_TIMES=10\nnonsense');

    const built = await app.link('build');
    expect(built.status).toBe(1);
    expect(built.stderr).toContain(
      '.config cannot be read:\n  line 2: expected CONFIG_NAME=value, got "nonsense"',
    );
    expect((await app.link('config', 'olddefconfig')).status).toBe(1);
    expect(read()).toBe('CONFIG_GREETING_TIMES=10\nnonsense');
    expect((await app.link('config', 'alldefconfig')).status).toBe(0);
    expect(read('.config.old')).toBe('CONFIG_GREETING_TIMES=10\nnonsense');
    expect(read()).toContain('CONFIG_GREETING_TIMES=1\n');
  });

  it('may be a folder, as in a home, which is not read', async () => {
    mkdirSync(dotConfig);
    expect((await app.link('options')).status).toBe(0);
    expect(await app.link('config', 'olddefconfig')).toMatchObject({ status: 2 });
    expect(await app.link('config', 'allnoconfig')).toMatchObject({ status: 2 });
    expect(lstatSync(dotConfig).isDirectory()).toBe(true);
  });
});

describe('config', () => {
  it('olddefconfig adds what is new, keeps .config.old and the link that .config is, and is then done', async () => {
    app.write('mine/config', '\uFEFFCONFIG_GREETING_TONE_COLD=y\r\nCONFIG_GREETING_TEXT="a"');
    symlinkSync('mine/config', dotConfig);

    expect(await app.link('config', 'listnewconfig')).toMatchObject({
      stdout: 'CONFIG_GREETING_LOUD=n\nCONFIG_GREETING_TIMES=1',
    });
    expect(await app.link('config', 'olddefconfig')).toEqual({
      status: 0,
      stdout: '.config is written',
      stderr: '',
    });
    expect(lstatSync(dotConfig).isSymbolicLink()).toBe(true);
    expect(read('.config.old')).toBe('\uFEFFCONFIG_GREETING_TONE_COLD=y\r\nCONFIG_GREETING_TEXT="a"');
    expect(read()).toMatchInlineSnapshot(`
      "# sample: what its images are made with, beneath the application's config.

      # greeting
      # CONFIG_GREETING_LOUD is not set
      CONFIG_GREETING_TEXT="a"
      CONFIG_GREETING_TIMES=1
      # CONFIG_GREETING_TONE_WARM is not set
      CONFIG_GREETING_TONE_COLD=y
      "
    `);
    expect((await app.link('config', 'olddefconfig')).stdout).toBe('.config stays as it is');
    expect((await app.link('config', 'listnewconfig')).stdout).toBe('');
  });

  it('savedefconfig and defconfig are each the other turned round', async () => {
    app.write('.config', 'CONFIG_GREETING_LOUD=y\nCONFIG_GREETING_TIMES=1\nCONFIG_GREETING_TONE_COLD=y\n');
    await app.link('config', 'olddefconfig');
    const whole = read();

    expect((await app.link('config', 'savedefconfig')).stdout).toBe('defconfig is written');
    expect(read('defconfig')).toBe('CONFIG_GREETING_LOUD=y\nCONFIG_GREETING_TONE_COLD=y\n');
    rmSync(dotConfig);
    expect((await app.link('config', 'defconfig')).status).toBe(0);
    expect(read()).toBe(whole);
    renameSync(join(app.folder, 'defconfig'), join(app.folder, 'other'));
    expect((await app.link('config', 'defconfig')).status).toBe(2);
    expect((await app.link('config', 'defconfig', 'other')).stdout).toBe('.config stays as it is');
  });

  it('oldconfig asks, checks, helps, and lists what nobody answers', async () => {
    app.write('.config', 'CONFIG_GREETING_TEXT="x"\n');
    const done = await answered('?\nperhaps\ny\n10\n5\n2\n', 'oldconfig');
    expect(done.stderr.replaceAll('] (NEW) ', '] (NEW)\n')).toMatchInlineSnapshot(`
      "With an exclamation (GREETING_LOUD) [N/y/?] (NEW)

      Costs a line.

      With an exclamation (GREETING_LOUD) [N/y/?] (NEW)
      expected true or false, got "perhaps"
      With an exclamation (GREETING_LOUD) [N/y/?] (NEW)
      How often (GREETING_TIMES) 1 to 9 [1] (NEW)
      expected 1 to 9, got 10
      How often (GREETING_TIMES) 1 to 9 [1] (NEW)
      Tone
      > 1. Warm (warm)
        2. Cold (cold)
      choice[1-2?]: "
    `);
    expect(done.status).toBe(0);
    expect(read()).toContain('CONFIG_GREETING_LOUD=y\nCONFIG_GREETING_TEXT="x"\nCONFIG_GREETING_TIMES=5\n');
    expect(read()).toContain('CONFIG_GREETING_TONE_COLD=y');

    app.write('.config', 'CONFIG_GREETING_TEXT="x"\n');
    const alone = await answered('n\n', 'oldconfig');
    expect(alone.status).toBe(1);
    expect(alone.stderr).toContain(
      '.config stays as it is:\n  CONFIG_GREETING_TIMES=1\n  CONFIG_GREETING_TONE_WARM=y\n',
    );
    expect(read()).toBe('CONFIG_GREETING_TEXT="x"\n');
  });

  it('fills by a seed, and around what the config and KCONFIG_ALLCONFIG fix', async () => {
    app.write('unicore.config.json', '{"options": {"greeting": {"loud": false}}}');
    app.write('fixed', 'CONFIG_GREETING_TONE_COLD=y\n');
    const seeds = ['1', '2', '3', '4', '5', '6', '7', '8'];
    const drawn = new Map<string, string>();
    for (const seed of seeds) {
      expect((await app.link('config', 'randconfig', '--seed', seed)).stderr).toBe(`KCONFIG_SEED=0x${seed}`);
      drawn.set(seed, read());
      expect(read()).toContain("# CONFIG_GREETING_LOUD: n, as the application's config sets it");
    }
    expect(new Set(drawn.values()).size).toBe(2);
    await app.linkWith({ KCONFIG_SEED: '0x2' }, 'config', 'randconfig');
    expect(read()).toBe(drawn.get('2'));
    for (const seed of seeds) {
      await app.linkWith({ KCONFIG_SEED: seed, KCONFIG_ALLCONFIG: 'fixed' }, 'config', 'randconfig');
      expect(read()).toContain('CONFIG_GREETING_TONE_COLD=y');
    }
    expect((await app.link('config', 'randconfig', '--seed', 'often')).status).toBe(2);
    expect((await app.linkWith({ KCONFIG_ALLCONFIG: '1' }, 'config', 'allnoconfig')).status).toBe(2);
  });

  it('works on Kconfig files, too', async () => {
    app.write(
      'Kconfig',
      'config NET\n\tbool "Network"\n\thelp\n\t  Packets.\nchoice\n\tprompt "How"\nconfig A\n\tbool "First"\nconfig B\n\tbool "Second"\nendchoice\nconfig SIZE\n\tint "Size"\n\tdepends on NET\n\trange 1 9\n\tdefault 4\n',
    );
    expect((await app.link('config', 'allyesconfig', '--kconfig', 'Kconfig')).status).toBe(0);
    expect(read()).toContain('CONFIG_NET=y\nCONFIG_A=y\n# CONFIG_B is not set\nCONFIG_SIZE=4\n');

    app.write('.config', 'CONFIG_NTE=y\n');
    const done = await answered('?\ny\n2\n12\n3\n', 'oldconfig', '--kconfig', 'Kconfig');
    expect(done.stderr).toContain('.config:1: there is no symbol NTE with a type. Did you mean "NET"?');
    expect(done.stderr).toContain('Network (NET) [N/y/?] (NEW) \nPackets.');
    expect(done.stderr).toContain('expected 1 to 9, got 12');
    expect(read()).toContain('CONFIG_NET=y\n# CONFIG_A is not set\nCONFIG_B=y\nCONFIG_SIZE=3\n');
    await app.link('config', 'savedefconfig', 'small', '--kconfig', 'Kconfig');
    expect(read('small')).toBe('CONFIG_NET=y\nCONFIG_B=y\nCONFIG_SIZE=3\n');
    expect(existsSync(join(app.folder, 'defconfig'))).toBe(false);
  });

  it('says what is wrong with a file that is no .config, whatever is in it, and leaves it', async () => {
    const bytes = String.fromCodePoint(...Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256));
    for (const text of [bytes, 'CONFIG_A=y\n'.repeat(5_000_000)]) {
      app.write('.config', text);
      const done = await app.link('config', 'olddefconfig');
      expect(done.status).toBe(1);
      expect(done.stderr).toContain('ERR_UNICORE_BAD_DOT_CONFIG');
      expect(done.stderr.length).toBeLessThan(4000);
      expect(read()).toBe(text);
    }
  });
});
