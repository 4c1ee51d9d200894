import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeApp, type TestApp } from './make-app.ts';
import { hasTmux, openTerminal, type Terminal } from './tmux.ts';

const bin = fileURLToPath(new URL('../bin.js', import.meta.url));

const config = `import { defineApp } from 'unicore-link';

export default defineApp({
  // Said by a user.
  options: {
    greeting: { text: 'hi' }, // short
  },
});
`;

/** Depends on what is not there, and selects what depends on it. */
const radio = {
  schema: 1,
  name: 'radio',
  pool: 'main',
  side: 'system',
  summary: 'Transmits',
  options: {
    on: { type: 'bool', prompt: 'Transmit', select: [{ symbol: 'antenna' }] },
    antenna: { type: 'bool', prompt: 'Antenna', dependsOn: 'mast' },
    mast: { type: 'bool', prompt: 'Mast', help: 'It is \u001B[2Jhigh.' },
  },
  sources: [],
};

describe.skipIf(!hasTmux)('menuconfig in a terminal', () => {
  let app: TestApp;
  let terminal: Terminal;
  const file = (): string => join(app.folder, 'unicore.config.ts');
  const text = (): string => readFileSync(file(), 'utf8');
  const start = async (settings: { columns?: number; lines?: number; env?: Record<string, string> } = {}) => {
    terminal = await openTerminal([process.execPath, bin, 'menuconfig'], { folder: app.folder, ...settings });
    await terminal.shows('Main menu');
  };
  const goTo = async (name: string): Promise<void> => {
    await terminal.type(`/${name}`);
    await terminal.shows('1 hit');
    await terminal.keys('Enter');
    await terminal.shows(/Space change/);
  };

  beforeAll(async () => {
    app = await makeApp();
    app.write('node_modules/@tiny/lib-radio/dist/library.json', JSON.stringify(radio));
    app.write(
      'node_modules/@tiny/lib-radio/package.json',
      JSON.stringify({
        name: '@tiny/lib-radio',
        version: '1.0.0',
        unicore: { library: './dist/library.json' },
      }),
    );
    const manifest = JSON.parse(readFileSync(join(app.folder, 'package.json'), 'utf8')) as {
      dependencies: object;
    };
    manifest.dependencies = { ...manifest.dependencies, '@tiny/lib-radio': '1.0.0' };
    app.write('package.json', JSON.stringify(manifest));
  });
  beforeEach(() => app.write('unicore.config.ts', config));
  afterEach(() => terminal.close());
  afterAll(() => app.remove());

  it('changes one literal of the config and keeps the rest, by the keys of Kconfig', async () => {
    await start();
    await goTo('greeting.loud');
    await terminal.shows('[ ] With an exclamation');
    await terminal.keys('Space');
    await terminal.shows(/\*\[\*\] With an exclamation/);
    await goTo('greeting.text');
    await terminal.keys('Enter', 'C-u');
    await terminal.type("it's");
    await terminal.keys('Enter');
    await terminal.shows("(it's) What it says");
    await terminal.keys('s');
    await terminal.shows('Saved unicore.config.ts');

    expect(text()).toBe(config.replace("text: 'hi'", String.raw`text: 'it\'s', loud: true`));
    await terminal.keys('q');
    await terminal.shows('status 0');
  });

  it('tells of an unmet dependency where it is, and what to do', async () => {
    await start();
    await goTo('radio.on');
    await terminal.keys('y');

    await terminal.shows(/! .*radio\.antenna is y because radio\.on selects it/);
    await terminal.keys('Down');
    await terminal.keys('Enter');
    const help = await terminal.shows('What to do:');
    expect(help).toContain('radio.mast = n');
    expect(help).toContain('Set options.radio.mast = true');
  });

  it('shows what a symbol is, and nothing that a library says reaches the terminal', async () => {
    await start();
    await goTo('radio.antenna');
    await terminal.shows('(hidden)');
    await terminal.keys('?');
    const help = await terminal.shows(/Selected by: +radio\.on \[=n\]/);
    expect(help).toMatch(/Type: +bool/);
    expect(help).toMatch(/Depends on: +radio\.mast \[=n\]/);
    await terminal.keys('Escape');
    await goTo('radio.mast');
    await terminal.keys('?');
    expect(await terminal.shows('It is \uFFFD[2Jhigh.')).toContain('Main menu');
  });

  it('says while a number is typed that it is out of range, and does not take it', async () => {
    await start();
    await goTo('greeting.times');
    await terminal.keys('Enter');
    await terminal.type('2');
    await terminal.shows('expected 1 to 9, got 12');
    await terminal.keys('Enter', 'BSpace', 'BSpace');
    await terminal.type('7');
    await terminal.keys('Enter');
    await terminal.shows('(7) How often');
  });

  it('offers what the pool has where a target lacks its platform, and asks before it installs', async () => {
    await start({ env: { npm_config_offline: 'true' } });
    await terminal.keys('Enter');
    await goTo('kvmplat');
    await terminal.keys('Enter');
    await terminal.shows('$ npm install @unicore/lib-kvmplat');
    await terminal.keys('y');
    await terminal.shows('Enter goes back to the menu.');
    await terminal.keys('Enter');
    await terminal.shows(/Not installed: .*npm install @unicore\/lib-kvmplat/);
  });

  it('asks before it leaves changes behind', async () => {
    await start();
    await goTo('greeting.loud');
    await terminal.keys('y', 'q');
    await terminal.shows('1 change is not saved');
    await terminal.keys('c');
    await terminal.shows('1 unsaved');
    await terminal.keys('C-c');
    await terminal.shows('1 change is not saved');
    await terminal.keys('n');
    await terminal.shows('status 130');
    expect(text()).toBe(config);
  });

  it('shows the line to paste where the config computes a value', async () => {
    const computed = config.replace("text: 'hi'", "text: ['h', 'i'].join('')");
    app.write('unicore.config.ts', computed);
    await start();
    await goTo('greeting.text');
    await terminal.keys('Enter', 'C-u');
    await terminal.type('hello you');
    await terminal.keys('Enter', 's');
    const page = await terminal.shows('unicore.config.ts:6: options.greeting.text is computed');
    expect(page).toContain("    text: 'hello you',");
    expect(text()).toBe(computed);
  });

  it('makes a config for an application without one', async () => {
    rmSync(file());
    await start();
    await goTo('greeting.loud');
    await terminal.keys('y', 'q', 'Enter');
    await terminal.shows('status 0');
    expect(text()).toBe(
      "import { defineApp } from 'unicore-link';\n\nexport default defineApp({\n  options: { greeting: { loud: true } },\n});\n",
    );
  });

  it('shows Kconfig files, and writes .config', async () => {
    app.write(
      'Kconfig',
      'mainmenu "A tree"\nconfig NET\n\tbool "Network"\nif NET\nconfig MTU\n\tint "MTU"\n\trange 576 9000\n\tdefault 1500\nendif\n',
    );
    terminal = await openTerminal([process.execPath, bin, 'menuconfig', '--kconfig', 'Kconfig'], {
      folder: app.folder,
    });
    await terminal.shows('A tree: .config');
    await terminal.keys('y', 'Down', 'Enter', 'C-u');
    await terminal.type('9001');
    await terminal.shows('expected 576 to 9000, got 9001');
    await terminal.keys('BSpace', 'Enter');
    await terminal.shows('(900) MTU');
    await terminal.keys('q', 'y');
    await terminal.shows('status 0');
    expect(readFileSync(join(app.folder, '.config'), 'utf8')).toContain('CONFIG_NET=y\nCONFIG_MTU=900\n');
  });

  it('writes over nothing that somebody else has changed, and takes it over when asked', async () => {
    await start();
    await goTo('greeting.loud');
    await terminal.keys('y');
    await terminal.shows('1 unsaved');
    const others = config.replace("text: 'hi'", "text: 'ho'");
    app.write('unicore.config.ts', others);
    await terminal.keys('s');
    await terminal.shows('Somebody else has changed unicore.config.ts');
    expect(text()).toBe(others);
    await terminal.keys('p');
    expect(await terminal.shows('What unicore.config.ts needs')).toContain(
      'options: { greeting: { loud: true } },',
    );
    await terminal.keys('Escape', 's');
    await terminal.shows('Somebody else has changed unicore.config.ts');
    await terminal.keys('r');
    await terminal.shows('Read unicore.config.ts again; 1 of your changes');
    await goTo('greeting.text');
    await terminal.shows('(ho) What it says');
    await terminal.keys('s');
    await terminal.shows('Saved unicore.config.ts');
    expect(text()).toBe(others.replace("text: 'ho'", "text: 'ho', loud: true"));
  });

  it('heeds keys while a pattern goes on for ever', async () => {
    const slow = {
      ...radio,
      options: { ...radio.options, slow: { type: 'bool', prompt: `${'a'.repeat(60)}b` } },
    };
    app.write('node_modules/@tiny/lib-radio/dist/library.json', JSON.stringify(slow));
    await start();
    await terminal.type('/(a+)+$');
    await terminal.shows('this pattern takes too long');
    await terminal.keys('C-u');
    await terminal.type('(a+)+b?$');
    await terminal.keys('Escape');
    await terminal.type('/');
    await terminal.type('radio.mast');
    await terminal.keys('Enter', '?');
    await terminal.shows(/Type: +bool/);
    app.write('node_modules/@tiny/lib-radio/dist/library.json', JSON.stringify(radio));
  });

  it('shows tristates and choices of them, with m where MODULES lets it', async () => {
    const tristates = [
      'mainmenu "Modules"',
      'config MODULES\n\tbool "Modules"\n\toption modules',
      'config NET\n\ttristate "Network"',
      'config TCP\n\ttristate "TCP"\n\tdepends on NET',
      'choice\n\ttristate "Driver"',
      'config FAST\n\ttristate "Fast"',
      'config SMALL\n\ttristate "Small"',
      'endchoice',
    ];
    app.write('Kconfig', `${tristates.join('\n')}\n`);
    rmSync(join(app.folder, '.config'), { force: true });
    terminal = await openTerminal([process.execPath, bin, 'menuconfig', '--kconfig', 'Kconfig'], {
      folder: app.folder,
    });
    // Nothing is m yet.
    await terminal.shows('[ ] Network');
    await terminal.keys('y', 'Down');
    await terminal.shows('< > Network');
    await terminal.keys('m');
    await terminal.shows('<M> Network');
    await terminal.keys('Down', 'Space');
    await terminal.shows('<M> TCP');
    await terminal.keys('Space');
    await terminal.shows('< > TCP');
    await terminal.keys('m', 'Down', 'm');
    await terminal.shows('<M> Driver');
    await terminal.keys('Enter');
    await terminal.shows('< > Fast');
    await terminal.keys('m', 'Down', 'm');
    await terminal.shows('<M> Small');
    await terminal.keys('Escape', 'q', 'y');
    await terminal.shows('status 0');
    const written = readFileSync(join(app.folder, '.config'), 'utf8');
    for (const line of ['MODULES=y', 'NET=m', 'TCP=m', 'FAST=m', 'SMALL=m'])
      expect(written).toContain(`CONFIG_${line}\n`);
  });

  it('fits other sizes, and follows a change of size', async () => {
    await start({ columns: 120, lines: 40 });
    expect((await terminal.screen()).split('\n')[2]).toBe('─'.repeat(120));
    await terminal.resize(80, 24);
    await terminal.shows(new RegExp(`^─{80}$`, 'm'));
    const lines = (await terminal.screen()).split('\n');
    expect(lines[23]).toMatch(/Enter open.*leave/);
    await terminal.resize(120, 40);
    await terminal.shows(new RegExp(`^─{120}$`, 'm'));
  });

  it('shows nothing but ASCII where the locale has no UTF-8', async () => {
    await start({ env: { LC_ALL: 'C' } });
    expect(await terminal.screen()).toMatch(/^[ -~\n]*$/);
    expect(await terminal.screen()).toMatch(/^-{80}$/m);
  });

  it('has colours, and none with NO_COLOR', async () => {
    // oxlint-disable-next-line eslint/no-control-regex -- a colour is such a sequence
    const colour = /\u001B\[(?:\d+;)*3[0-7]m/;
    await start();
    expect(await terminal.screen(true)).toMatch(colour);
    await terminal.close();
    await start({ env: { NO_COLOR: '1' } });
    expect(await terminal.screen(true)).not.toMatch(colour);
  });

  it('leaves the file whole when its terminal goes, and its changes to the next menu', async () => {
    await start();
    await goTo('greeting.loud');
    await terminal.keys('y');
    await terminal.shows('1 unsaved');
    const shell = await terminal.pid();
    const [child = ''] = readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8').trim().split(' ');
    process.kill(Number(child), 'SIGHUP');
    await terminal.shows('status 129');
    expect(text()).toBe(config);
    expect(readdirSync(app.folder).filter((name) => name.includes('.tmp'))).toEqual([]);
    await terminal.close();

    // The next one has the change yet.
    await start();
    await terminal.shows(/1 unsaved[^]*Changes of a menu that was ended are taken over/);
    await terminal.keys('q', 'n');
    await terminal.shows('status 0');
    expect(existsSync(join(app.folder, '.unicore', 'menuconfig-unsaved.json'))).toBe(false);
  });
});

it('says what to do where there is no terminal', async () => {
  const app = await makeApp();
  const { status, stderr } = await app.link('menuconfig');
  expect(existsSync(join(app.folder, 'unicore.config.ts'))).toBe(false);
  app.remove();
  expect(stderr).toContain('ERR_UNICORE_NO_TERMINAL');
  expect(stderr).toContain('ssh -t');
  expect(status).toBe(1);
});
