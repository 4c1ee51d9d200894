import type { SolvedTarget } from '@unicore/resolve';
import { plainRow } from './app-option-rows.ts';
import type { AppState } from './app-state.ts';
import { missingRow } from './app-library-rows.ts';
import type { Row } from './menu-model.ts';

/** Targets that the config names, installed platforms that it does not, and those of the pool. Pure. */
export function targetRows(state: AppState): readonly Row[] {
  const wanted = wantedTargets(state);
  const platforms = [...state.byName.values()]
    .flatMap(({ library }) => (library.provides?.['plat'] === undefined ? [] : (library.platforms ?? [])))
    .toSorted();
  const names = [...wanted, ...platforms.filter((name) => !wanted.some((one) => platformOf(one) === name))];
  const others = [...state.missing.values()].filter(
    ({ provides, platforms: on = [] }) =>
      provides?.['plat'] !== undefined && !on.some((name) => platforms.includes(name)),
  );
  return [
    ...names.map((name): Row => ({
      ...plainRow(`target:${name}`, 'bool', name),
      name,
      value: wanted.includes(name) ? 'y' : 'n',
      able: ['n', 'y'],
      isChanged: state.isEdited(['targets']) && wanted.includes(name) !== asInFile(state).includes(name),
      ...(!platforms.includes(platformOf(name)) && { note: 'its platform is not installed' }),
    })),
    ...(others.length > 0 ? [plainRow('comment:targets', 'comment', 'In the pool, not installed')] : []),
    ...others.map((entry) => missingRow(state, entry)),
  ];
}

/** The list of targets with one put in or taken out. Pure. */
export function changedTargets(state: AppState, name: string, text: string): readonly string[] {
  const wanted = wantedTargets(state);
  if (text === 'n') return wanted.filter((one) => one !== name);
  return wanted.includes(name) ? wanted : [...wanted, name];
}

/** Targets of the config; without any, the one that a build takes. Pure. */
export function wantedTargets(state: AppState): readonly string[] {
  return state.config().targets ?? ['linuxu'];
}

function asInFile(state: AppState): readonly string[] {
  return state.source.config.targets ?? ['linuxu'];
}

function platformOf(target: string): string {
  return target.split('/')[0] ?? target;
}

/** `kvm/x86_64, linuxu/x86_64`. Pure. */
export function targetList(solved: readonly SolvedTarget[]): string {
  return solved.map(({ target }) => `${target.platform}/${target.architecture}`).join(', ');
}
