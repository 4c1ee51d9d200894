import type { Library } from '@unicore/descriptor';
import type { AppConfig, Tree } from '@unicore/resolve';
import { describe, expect, it } from 'vitest';
import { createAppModel } from './app-model.ts';
import { type AppState, openAppState } from './app-state.ts';
import { decodeKeys } from './keys.ts';
import type { MenuModel } from './menu-model.ts';
import { press } from './press.ts';
import { takeAnswer } from './press-overlay.ts';
import { type Effect, openUi, type Ui } from './ui-state.ts';
import { drawFrame } from './views.ts';

const base = { schema: 1, pool: 'main', side: 'system', sources: [] } as const;
const plat = (platform: string): Library => ({
  ...base,
  name: `${platform}plat`,
  pool: 'plat',
  summary: `Platform ${platform}`,
  platforms: [platform],
  archs: ['x86_64', 'arm64'],
  provides: { plat: '1.0', arch: '1.0' },
});
const one = { version: '1.0', providers: 'one', summary: 'One of them' } as const;
const libraries: readonly Library[] = [
  { ...base, name: 'api', summary: 'Contracts', contracts: { plat: one, arch: one, malloc: one, disk: one } },
  plat('linuxu'),
  plat('kvm'),
  { ...base, name: 'tlsf', summary: 'Good', provides: { malloc: '1.0' } },
  { ...base, name: 'bump', summary: 'Fast', provides: { malloc: '1.0' } },
  {
    ...base,
    name: 'net',
    summary: 'Network',
    requires: { malloc: '1.0' },
    defaults: { malloc: 'tlsf' },
    options: {
      ipv6: {
        type: 'bool',
        prompt: 'IPv6',
        default: [{ value: true, when: "arch = 'x86_64'" }, { value: false }],
      },
      mtu: { type: 'int', prompt: 'MTU', default: 1500, range: [576, 9000] },
      mode: {
        type: 'choice',
        prompt: 'Mode',
        members: { fast: { prompt: 'Fast' }, small: { prompt: 'Small' } },
        default: 'fast',
      },
      slaac: { type: 'bool', prompt: 'SLAAC', dependsOn: 'ipv6', help: 'Addresses by themselves.' },
      dhcp: { type: 'bool', prompt: 'DHCP', select: [{ symbol: 'udp' }] },
      udp: { type: 'bool', prompt: 'UDP' },
      internal: { type: 'int', default: 7 },
    },
  },
  { ...base, name: 'files', summary: 'Files', requires: { disk: '1.0' } },
];
const tree: Tree = {
  app: {
    name: 'app',
    version: '1.0.0',
    folder: '/app',
    dependencies: { '@x/net': '/n', '@x/files': '/f', '@x/linuxuplat': '/l', '@x/kvmplat': '/k' },
  },
  packages: libraries.map((library) => ({
    package: `@x/${library.name}`,
    version: '1.0.0',
    folder: `/app/node_modules/@x/${library.name}`,
    own: false,
    library,
    dependencies: {},
  })),
  packageManager: { name: 'npm', folder: '/app' },
  stale: [],
};
const pool = {
  schema: 1,
  libraries: [
    { name: 'sata', package: '@x/sata', pool: 'main', summary: 'Disks', provides: { disk: '1.0' } },
  ],
} as const;

function open(config: AppConfig = {}): { readonly state: AppState; readonly model: MenuModel } {
  const state = openAppState({
    tree,
    config,
    pool,
    targetsOf: ({ targets = ['linuxu'] }) =>
      targets.map((text) => {
        const [platform = '', architecture = 'x86_64'] = text.split('/');
        return { platform, architecture };
      }),
    file: 'unicore.config.ts',
  });
  return { state, model: createAppModel(state) };
}

const rowOf = (model: MenuModel, id: string) => model.rows(model.menuOf(id)).find((row) => row.id === id);

describe('the model of an application', () => {
  it('keeps what differs from the file, and no more', () => {
    const { state, model } = open({ options: { net: { mtu: 1400 } } });
    expect(model.set('net.udp', 'y')).toBeUndefined();
    expect(model.set('net.mtu', '1500')).toBeUndefined();
    expect(state.edits()).toEqual([
      { path: ['options', 'net', 'udp'], value: true },
      { path: ['options', 'net', 'mtu'], value: 1500 },
    ]);
    model.set('net.udp', 'n');
    model.set('net.mtu', '1400');
    expect(state.edits()).toEqual([]);
    model.reset('net.mtu');
    expect(state.edits()).toEqual([{ path: ['options', 'net', 'mtu'], value: undefined }]);
  });

  it('refuses what cannot be, in words, and changes nothing', () => {
    const { state, model } = open();
    expect(model.set('net.mtu', '9001')).toBe('expected 576 to 9000, got 9001');
    expect(model.set('net.mtu', '1e3')).toBe('expected a whole number, got "1e3"');
    expect(model.set('net.internal', '8')).toContain('it has no prompt');
    expect(model.set('target:linuxu', 'n')).toBe('one target has to stay');
    expect(state.edits()).toEqual([]);
  });

  it('shows what is forced, and who forces it', () => {
    const { model } = open();
    model.set('net.dhcp', 'y');
    expect(rowOf(model, 'net.udp')).toMatchObject({ value: 'y', able: [] });
    expect(model.help('net.udp').join('\n')).toMatch(/Selected by: +net\.dhcp \[=y\]/);
    expect(rowOf(model, 'lib.tlsf')).toMatchObject({ value: 'y', able: [] });
  });

  it('hides what depends on something that does not hold, and says on what', () => {
    const { model } = open({ options: { net: { ipv6: false } } });
    expect(rowOf(model, 'net.slaac')).toMatchObject({ isShown: false, note: 'depends on ipv6' });
    expect(model.help('net.slaac').join('\n')).toMatch(/Depends on: +net\.ipv6 \[=n\]/);
    expect(rowOf(model, 'net.internal')?.isShown).toBe(false);
  });

  it('says how targets differ', () => {
    const { model } = open({ targets: ['linuxu/x86_64', 'kvm/arm64'] });
    expect(rowOf(model, 'net.ipv6')?.note).toBe('linuxu: y; kvm: n');
    expect(rowOf(model, 'lib.kvmplat')?.note).toBe('only kvm');
  });

  it('chooses providers, and lists those of the pool', () => {
    const { state, model } = open();
    expect(model.rows('contract:malloc').map(({ name, value }) => [name, value])).toEqual([
      ['bump', 'n'],
      ['tlsf', 'y'],
    ]);
    expect(model.set('contract:malloc=bump', 'y')).toBeUndefined();
    expect(state.edits()).toEqual([{ path: ['providers', 'malloc'], value: 'bump' }]);
    expect(rowOf(model, 'lib.tlsf')?.value).toBe('n');
    expect(model.rows('contract:disk')).toMatchObject([{ kind: 'missing', packages: ['@x/sata'] }]);
  });

  it('shows an unmet contract beneath who requires it, with the packages that mend it', () => {
    const { model } = open();
    const rows = model.rows('pool:main');
    const at = rows.findIndex(({ id }) => id === 'lib.files');
    expect(rows.slice(at + 1, at + 3)).toMatchObject([
      { kind: 'problem', depth: 1, prompt: expect.stringContaining('Nothing installed provides "disk"') },
      { kind: 'missing', note: 'npm install @x/sata', packages: ['@x/sata'] },
    ]);
    expect(model.problemCount()).toBe(1);
    model.set('lib.files', 'n');
    expect(model.problemCount()).toBe(0);
  });

  it.each(['', '9', '575', '576', '9000', '9001', '-1', '1e3', 'x', '600'])(
    'says at a key in an editor what it says of the value %j when it is set',
    (text) => {
      const said = open().model.check('net.mtu', text);
      expect(said).toBe(open().model.set('net.mtu', text));
      expect(said === undefined).toBe(['576', '9000', '600'].includes(text));
    },
  );

  it('finds by name, prompt and help', () => {
    const { model } = open();
    const ids = (text: string) => found(model, text).map(({ id }) => id);
    expect(ids('addresses BY')).toEqual(['net.slaac']);
    expect(ids('^net\\.m')).toEqual(['net.mtu', 'net.mode']);
    expect(ids('@x/sata')).toEqual(['missing:sata']);
  });
});

/** As the search beside the menu finds them. */
function found(model: MenuModel, pattern: string) {
  return model.searchable().flatMap(([hit, text]) => (new RegExp(pattern, 'im').test(text) ? [hit] : []));
}

/** Presses keys as a terminal sends them. */
function typed(model: MenuModel, keys: string, from: Ui = openUi({ columns: 80, lines: 24 })) {
  let ui = from;
  const effects: Effect[] = [];
  for (const key of decodeKeys(keys, true).keys) {
    const pressed = press(ui, key, model);
    ui = pressed.ui;
    if (pressed.effect?.kind === 'search') {
      const { pattern } = pressed.effect;
      ui = takeAnswer(ui, pattern, { hits: found(model, pattern) }, model);
    } else if (pressed.effect) effects.push(pressed.effect);
  }
  const frame = drawFrame(ui, model, { isUtf8: false, hasColor: false });
  // oxlint-disable-next-line eslint/no-control-regex -- looks are such sequences
  const screen = frame.lines.map((line) => line.replaceAll(/\u001B\[[\d;]*m/g, ''));
  return { ui, effects, screen, text: screen.join('\n') };
}

describe('keys', () => {
  it('go to a hit and back out of its menus', () => {
    const { model } = open();
    const { ui, text } = typed(model, '/slaac\r');
    expect(ui.path.map(({ at }) => at)).toEqual(['pool:main', 'lib.net', 'net.slaac']);
    expect(text).toContain('[ ] SLAAC');
    expect(typed(model, '\u001B[D\u001B[D', ui).ui.path).toHaveLength(1);
  });

  it('choose a member and go back to its choice', () => {
    const { model } = open();
    const { text } = typed(model, '/net.mode\r\r\u001B[B ');
    expect(text).toContain('Mode (Small)  --->');
  });

  it('leave at once without changes, and ask with some', () => {
    const { model } = open();
    expect(typed(model, 'q').effects).toEqual([{ kind: 'leave', status: 0 }]);
    model.set('net.udp', 'y');
    expect(typed(model, 'q').text).toContain('1 change is not saved.');
    expect(typed(model, 'qn').effects).toEqual([{ kind: 'leave', status: 0 }]);
    expect(typed(model, 'q\r').effects).toEqual([{ kind: 'save', leaves: true }]);
    expect(typed(model, 'qc').effects).toEqual([]);
    expect(typed(model, '\u0003\u0003').effects).toEqual([{ kind: 'leave', status: 130 }]);
  });

  it('ask before anything is installed', () => {
    const { model } = open();
    const { ui, text, effects } = typed(model, '/sata\r\r');
    expect(text).toContain('$ npm install @x/sata');
    expect(effects).toEqual([]);
    expect(typed(model, 'n', ui).effects).toEqual([]);
    expect(typed(model, 'y', ui).effects).toEqual([{ kind: 'install', packages: ['@x/sata'] }]);
  });

  it.each([
    [80, 24],
    [120, 40],
    [20, 9],
    [5, 3],
  ])('draw no more than a terminal of %i by %i has', (columns, lines) => {
    const { model } = open();
    for (const keys of ['', '/n', '?', '/mtu\r\r99999', 'z/slaac\r?', '/sata\r\r']) {
      const { screen } = typed(model, keys, openUi({ columns, lines }));
      expect(screen.length).toBe(lines);
      for (const line of screen) expect(line.length).toBeLessThanOrEqual(Math.max(columns, 20));
    }
  });
});
