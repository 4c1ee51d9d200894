import { macroName } from '@unicore/options';
import { contractRows, contractsOf, providerRows } from './app-contract-rows.ts';
import { field, libraryHelp, missingHelp, optionHelp, problemHelp } from './app-help.ts';
import { libraryRows } from './app-library-rows.ts';
import { memberRows, optionRows, plainRow } from './app-option-rows.ts';
import { problemRows, troublesOf } from './app-problems.ts';
import { settableAt } from './app-set.ts';
import type { AppState } from './app-state.ts';
import { targetList, targetRows, wantedTargets } from './app-target-rows.ts';
import { optionAt, optionsOf, showValue, targetsWith } from './app-values.ts';
import type { Hit, MenuModel, Row } from './menu-model.ts';
import type { Searchable } from './search.ts';

const pools: Readonly<Record<string, string>> = {
  main: 'Libraries',
  plat: 'Platform libraries',
  arch: 'Architecture libraries',
};
const profiles: Readonly<Record<string, string>> = {
  debug: 'debug: for a debugger',
  size: 'size: the smallest image',
  speed: 'speed: the fastest code',
};

/** Makes the menu of an application's settings: one tree for all targets. It touches neither disk nor terminal. */
export function createAppModel(state: AppState): MenuModel {
  const profile = (): string => state.solved()[0]?.solution.profile ?? 'speed';

  // Drawing asks for a menu's rows several times; each change solves anew.
  let known = { solved: state.solved(), rows: new Map<string, readonly Row[]>() };

  let texts: Searchable | undefined;

  function rows(menu: string): readonly Row[] {
    if (known.solved !== state.solved()) known = { solved: state.solved(), rows: new Map() };
    const found = known.rows.get(menu) ?? makeRows(menu);
    known.rows.set(menu, found);
    return found;
  }

  function makeRows(menu: string): readonly Row[] {
    if (menu === '') return rootRows(state, profile());
    if (menu === 'problems') return problemRows(state, {});
    if (menu === 'targets') return targetRows(state);
    if (menu === 'profile') return profileRows(state, profile());
    if (menu === 'contracts') return contractRows(state);
    if (menu === 'app') return optionRows(state, 'app', undefined);
    if (menu.startsWith('contract:')) return providerRows(state, menu.slice('contract:'.length));
    if (menu.startsWith('pool:')) return libraryRows(state, menu.slice('pool:'.length));
    if (menu.startsWith('lib.')) return optionRows(state, menu.slice('lib.'.length), undefined);
    if (menu.startsWith('menu:')) {
      const [owner = '', name = ''] = menu.slice('menu:'.length).split('/');
      return optionRows(state, owner, name);
    }
    const of = optionAt(state, menu);
    return of ? memberRows(state, of) : [];
  }

  function menuOf(id: string): string {
    const [head = '', member] = id.split('=');
    if (member !== undefined) return head;
    if (id.startsWith('lib.')) return `pool:${state.byName.get(id.slice('lib.'.length))?.library.pool}`;
    if (id.startsWith('missing:')) return `pool:${state.missing.get(id.slice('missing:'.length))?.pool}`;
    if (id.startsWith('contract:')) return 'contracts';
    if (id.startsWith('target:')) return 'targets';
    if (id.startsWith('menu:')) {
      const [owner = '', name = ''] = id.slice('menu:'.length).split('/');
      const outer = state.byName.get(owner)?.library.menus?.[name]?.menu;
      return outer === undefined ? `lib.${owner}` : `menu:${owner}/${outer}`;
    }
    const of = optionAt(state, id);
    if (!of) return '';
    if (of.option.menu !== undefined) return `menu:${of.owner}/${of.option.menu}`;
    return of.owner === 'app' ? 'app' : `lib.${of.owner}`;
  }

  function check(id: string, text: string): string | undefined {
    const settable = settableAt(state, id);
    if (!settable) return 'nothing here can be set';
    const solved = state.try(settable.path, settable.valueOf(text));
    return typeof solved === 'string' ? solved : settable.refusal(solved, text);
  }

  return {
    title: `${state.source.tree.app.name}: ${state.source.file}`,
    scope: () => targetList(state.solved()),
    rows,
    menuOf,
    promptOf: (menu) => promptOf(state, menu),
    // At each key of an editor; to set it is to solve all the same.
    check(id, text) {
      const judged = settableAt(state, id)?.judge?.(text);
      return judged === undefined ? check(id, text) : judged.wrong;
    },
    set(id, text) {
      const wrong = check(id, text);
      const settable = settableAt(state, id);
      if (wrong !== undefined || !settable) return wrong;
      state.put(settable.path, settable.valueOf(text));
      return undefined;
    },
    reset(id) {
      const settable = settableAt(
        state,
        id.startsWith('target') ? 'target:' : id === 'profile' ? 'profile=' : id,
      );
      if (!settable) return 'nothing here can be reset';
      const solved = state.try(settable.path, undefined);
      if (typeof solved === 'string') return solved;
      state.put(settable.path, undefined);
      return undefined;
    },
    help: (id) => helpOf(state, id),
    rangeOf(id) {
      const option = optionAt(state, id)?.option;
      if (!option || !('range' in option)) return undefined;
      const [low, high] = (option.range ?? []) as readonly unknown[];
      return low === undefined || typeof low === 'object' ? undefined : `${String(low)} to ${String(high)}`;
    },
    textOf: (id) => showValue(targetsWith(state.solved(), id)[0]?.solution.values[id]),
    searchable: () => (texts ??= searchable(state)),
    changeCount: () => state.edits().length,
    problemCount: () => troublesOf(state).filter(({ isWarning }) => !isWarning).length,
  };
}

function rootRows(state: AppState, profile: string): readonly Row[] {
  const troubles = troublesOf(state);
  const menu = (id: string, prompt: string, isShown = true): Row => ({
    ...plainRow(id, 'menu', prompt, isShown),
    opens: true,
  });
  return [
    ...(troubles.length > 0
      ? [{ ...menu('problems', `What is to be mended (${troubles.length})`), note: '!' }]
      : []),
    {
      ...plainRow('targets', 'choice', 'Targets'),
      value: wantedTargets(state).join(', '),
      opens: true,
      isChanged: state.isEdited(['targets']),
    },
    {
      ...plainRow('profile', 'choice', 'Profile'),
      value: profile,
      opens: true,
      isChanged: state.isEdited(['profile']),
    },
    menu('app', "The application's own options", Object.keys(optionsOf(state, 'app')).length > 0),
    menu('contracts', 'Contracts: who provides what'),
    ...Object.entries(pools).map(([name, prompt]) => menu(`pool:${name}`, prompt)),
  ];
}

function profileRows(state: AppState, chosen: string): readonly Row[] {
  return Object.entries(profiles).map(([name, prompt]) => ({
    ...plainRow(`profile=${name}`, 'member', prompt),
    name,
    value: name === chosen ? 'y' : 'n',
    able: state.source.profile === undefined ? ['y'] : [],
    isChanged: name === chosen && state.isEdited(['profile']),
    ...(state.source.profile !== undefined && { note: 'the command line says it' }),
  }));
}

function promptOf(state: AppState, menu: string): string {
  if (menu === '') return 'Main menu';
  if (menu === 'problems') return 'What is to be mended';
  if (menu === 'targets') return 'Targets';
  if (menu === 'profile') return 'Profile';
  if (menu === 'contracts') return 'Contracts';
  if (menu === 'app') return 'Application';
  if (menu.startsWith('pool:')) return pools[menu.slice('pool:'.length)] ?? menu;
  if (menu.startsWith('contract:')) return menu.slice('contract:'.length);
  if (menu.startsWith('lib.')) return menu.slice('lib.'.length);
  if (menu.startsWith('menu:')) {
    const [owner = '', name = ''] = menu.slice('menu:'.length).split('/');
    return state.byName.get(owner)?.library.menus?.[name]?.prompt ?? name;
  }
  return optionAt(state, menu)?.option.prompt ?? menu;
}

function helpOf(state: AppState, id: string): readonly string[] {
  const [head = ''] = id.split('=');
  if (id.startsWith('missing:')) return missingHelp(state, id.slice('missing:'.length));
  if (id.startsWith('mend:')) return missingHelp(state, id.slice(id.lastIndexOf(':') + 1));
  if (id.startsWith('problem:')) return problemHelp(state, id);
  if (id.startsWith('lib.')) return libraryHelp(state, id.slice('lib.'.length));
  if (head.startsWith('contract:')) return contractHelp(state, head.slice('contract:'.length), id);
  if (id === 'targets' || id.startsWith('target:'))
    return [
      'Targets',
      '',
      'A build makes one image for each of them: a platform, or a platform with its architecture.',
      '',
      ...field('In the config', ['targets']),
    ];
  if (head === 'profile')
    return ['Profile', '', 'What the compiler optimises for.', '', ...field('In the config', ['profile'])];
  const of = optionAt(state, head);
  if (of) return optionHelp(state, of);
  return [promptOf(state, id), '', 'Enter shows what is in it.'];
}

function contractHelp(state: AppState, contract: string, id: string): readonly string[] {
  const member = id.split('=')[1];
  const one =
    member === undefined
      ? []
      : state.byName.has(member)
        ? libraryHelp(state, member)
        : missingHelp(state, member);
  const declaration = contractsOf(state).get(contract);
  const requirers = [...state.byName.values()]
    .filter(({ library }) => Object.hasOwn(library.requires ?? {}, contract))
    .map(({ library }) => library.name);
  return [
    ...(one.length > 0 ? [...one, ''] : []),
    `Contract ${contract}: ${declaration?.summary ?? ''}`,
    '',
    ...field('Version', declaration ? [declaration.version] : []),
    ...field('Required by', requirers.length > 0 ? [requirers.join(', ')] : ['nobody']),
    ...field('In the config', [`providers.${contract}`]),
  ];
}

/** What a search looks through: each hit with its names, prompt and help as one text. */
function searchable(state: AppState): Searchable {
  const all: (readonly [Hit, string])[] = [];
  const add = (hit: Hit, ...texts: readonly (string | undefined)[]): void =>
    void all.push([hit, texts.filter((text) => text !== undefined).join('\n')]);
  for (const owner of ['app', ...[...state.byName.keys()].toSorted()]) {
    const summary = state.byName.get(owner)?.library.summary;
    if (summary !== undefined)
      add({ id: `lib.${owner}`, name: owner, prompt: summary }, owner, `lib.${owner}`, summary);
    for (const [key, { prompt, help }] of Object.entries(optionsOf(state, owner))) {
      const id = `${owner}.${key}`;
      add({ id, name: id, prompt: prompt ?? '(no prompt)' }, id, `UC_CONFIG_${macroName(id)}`, prompt, help);
    }
  }
  for (const [name, { summary }] of contractsOf(state))
    add(
      { id: `contract:${name}`, name: `contract.${name}`, prompt: summary },
      name,
      `contract.${name}`,
      summary,
    );
  for (const [name, { summary, package: npmName }] of state.missing)
    add({ id: `missing:${name}`, name, prompt: `${summary} (not installed)` }, name, npmName, summary);
  return all;
}
