import { appliesTo, installCommand, type PoolEntry } from '@unicore/resolve';
import { plainRow } from './app-option-rows.ts';
import { problemRows } from './app-problems.ts';
import type { AppState } from './app-state.ts';
import { differences, optionsOf, targetName } from './app-values.ts';
import type { Row } from './menu-model.ts';

/** Libraries of one pool: the installed ones with what they lack, then those that can be installed. Pure. */
export function libraryRows(state: AppState, pool: string): readonly Row[] {
  const installed = [...state.byName.values()]
    .filter(({ library }) => library.pool === pool)
    .map(({ library }) => library.name)
    .toSorted();
  const others = [...state.missing.values()].filter((entry) => entry.pool === pool);
  return [
    ...installed.flatMap((name) => [libraryRow(state, name), ...problemRows(state, { symbol: name })]),
    ...(others.length > 0 ? [plainRow(`comment:pool/${pool}`, 'comment', 'In the pool, not installed')] : []),
    ...others.map((entry) => missingRow(state, entry)),
  ];
}

/** The row of an installed library. Pure. */
export function libraryRow(state: AppState, name: string): Row {
  const summary = state.byName.get(name)?.library.summary ?? '';
  const solved = state.solved();
  const applies = solved.filter(({ solution }) => Object.hasOwn(solution.values, `lib.${name}`));
  const inImage = applies.filter(({ solution }) => solution.values[`lib.${name}`] === true);
  const note =
    applies.length === 0
      ? 'not for these targets'
      : differences(solved, ({ solution }) => (solution.values[`lib.${name}`] === true ? 'y' : undefined));
  return {
    ...plainRow(`lib.${name}`, 'bool', `${name}: ${summary}`),
    name: `lib.${name}`,
    value: inImage.length > 0 ? 'y' : 'n',
    able: applies.length === 0 || isForced(state, name) ? [] : ['n', 'y'],
    opens: Object.keys(optionsOf(state, name)).length > 0,
    isChanged: state.isEdited(['options', 'lib', name]),
    ...(note !== undefined && { note }),
  };
}

/** In the image because others need it: nothing that a user put in, and may take out. */
function isForced(state: AppState, name: string): boolean {
  return state.solved().some(({ solution }) => {
    const reason = solution.reasons[name];
    return (
      reason !== undefined && reason.kind !== 'root' && reason.kind !== 'config' && reason.kind !== 'imply'
    );
  });
}

/** The row of a library that is not installed. Pure. */
export function missingRow(state: AppState, entry: PoolEntry): Row {
  const solved = state.solved();
  const fits = solved.filter(({ target }) => appliesTo(entry, target));
  const isPlatform = entry.pool !== 'main';
  const only =
    isPlatform || fits.length === solved.length
      ? ''
      : onlyFor(fits.map(({ target }) => targetName(target, solved)));
  return {
    ...plainRow(`missing:${entry.name}`, 'missing', `${entry.name}: ${entry.summary}`),
    name: `lib.${entry.name}`,
    note: `${installCommand(state.source.tree.packageManager.name, [entry.package])}${only}`,
    packages: [entry.package],
  };
}

function onlyFor(targets: readonly string[]): string {
  return targets.length === 0 ? ' (not for these targets)' : ` (only ${targets.join(', ')})`;
}
