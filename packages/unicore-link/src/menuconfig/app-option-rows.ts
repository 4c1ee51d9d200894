import type { SolvedTarget } from '@unicore/resolve';
import type { AppState } from './app-state.ts';
import {
  type AppOption,
  conditionsOf,
  differences,
  isVisible,
  optionAt,
  optionsOf,
  showValue,
  targetsWith,
} from './app-values.ts';
import { problemRows } from './app-problems.ts';
import type { Row } from './menu-model.ts';
import { holds } from '@unicore/options';

/** Rows of a library's options and menus, in its author's order; `menu` is one of its menus, or nothing for the outermost. Pure. */
export function optionRows(state: AppState, owner: string, menu: string | undefined): readonly Row[] {
  const library = state.byName.get(owner)?.library;
  const comments = (library?.comments ?? []).flatMap((comment, index): readonly Row[] => {
    if (comment.menu !== menu) return [];
    const isShown = state
      .solved()
      .some(({ solution }) => comment.dependsOn === undefined || holds(solution, owner, comment.dependsOn));
    return [plainRow(`comment:${owner}/${index}`, 'comment', comment.text, isShown)];
  });
  const options = Object.keys(optionsOf(state, owner)).flatMap((key): readonly Row[] => {
    const of = optionAt(state, `${owner}.${key}`);
    return of && of.option.menu === menu
      ? [optionRow(state, of), ...problemRows(state, { symbol: of.id })]
      : [];
  });
  const menus = Object.entries(library?.menus ?? {}).flatMap(([name, one]): readonly Row[] => {
    if (one.menu !== menu) return [];
    const row = plainRow(`menu:${owner}/${name}`, 'menu', one.prompt, showsAny(state, owner, name));
    return [{ ...row, opens: true }];
  });
  return [...comments, ...options, ...menus];
}

/** Whether a menu, or one in it, has an option that a user may set now. */
function showsAny(state: AppState, owner: string, menu: string): boolean {
  const isShown = Object.entries(optionsOf(state, owner)).some(([key, option]) => {
    const of = option.menu === menu ? optionAt(state, `${owner}.${key}`) : undefined;
    if (!of) return false;
    return targetsWith(state.solved(), of.id).some((one) => isVisible(state, of, one));
  });
  const menus = Object.entries(state.byName.get(owner)?.library.menus ?? {});
  return isShown || menus.some(([name, one]) => one.menu === menu && showsAny(state, owner, name));
}

/** The row of one option. Pure. */
export function optionRow(state: AppState, of: AppOption): Row {
  const { id, option, owner, key } = of;
  const solved = state.solved();
  const present = targetsWith(solved, id);
  const visible = present.filter((one) => isVisible(state, of, one));
  const first = (visible[0] ?? present[0])?.solution;
  const value = showValue(first?.values[id]);
  const note = present.length === 0 ? undefined : differences(solved, (one) => valueAt(one, id));
  return {
    id,
    kind: option.type,
    prompt: option.prompt ?? key,
    depth: 0,
    name: id,
    value: option.type === 'choice' ? (option.members[value]?.prompt ?? 'none') : value,
    able: visible.length === 0 ? [] : ableValues(state, of, value, first?.origins[id]?.kind === 'select'),
    opens: option.type === 'choice',
    isShown: visible.length > 0,
    isChanged: state.isEdited(['options', owner, key]),
    ...withNote(note ?? (visible.length > 0 ? undefined : whyHidden(state, of, present))),
  };
}

/** Rows of the members of a choice. Pure. */
export function memberRows(state: AppState, of: AppOption): readonly Row[] {
  const { option, id, owner, key } = of;
  if (option.type !== 'choice') return [];
  const solved = state.solved();
  const present = targetsWith(solved, id);
  const canChoose = present.some((one) => isVisible(state, of, one));
  const chosen = showValue(present[0]?.solution.values[id]);
  const none: readonly (readonly [string, { readonly prompt: string; readonly dependsOn?: string }])[] =
    option.optional ? [['', { prompt: 'none' }]] : [];
  return [...none, ...Object.entries(option.members)].map(([name, member]) => {
    const isThere = present.some(
      ({ solution }) => member.dependsOn === undefined || holds(solution, owner, member.dependsOn),
    );
    return {
      ...plainRow(`${id}=${name}`, 'member', member.prompt, isThere),
      name,
      value: name === chosen ? 'y' : 'n',
      able: canChoose && isThere ? ['y'] : [],
      isChanged: name === chosen && state.isEdited(['options', owner, key]),
      ...withNote(isThere ? undefined : `depends on ${member.dependsOn ?? ''}`),
    };
  });
}

/** A row without value. Pure. */
export function plainRow(id: string, kind: Row['kind'], prompt: string, isShown = true): Row {
  return { id, kind, prompt, depth: 0, value: '', able: [], opens: false, isShown, isChanged: false };
}

function valueAt({ solution }: SolvedTarget, id: string): string | undefined {
  return Object.hasOwn(solution.origins, id) ? showValue(solution.values[id]) : undefined;
}

function withNote(note: string | undefined): { readonly note?: string } {
  return note === undefined ? {} : { note };
}

function ableValues(state: AppState, of: AppOption, value: string, isSelected: boolean): readonly string[] {
  const { type } = of.option;
  if (type !== 'bool' && type !== 'tristate') return [];
  if (isSelected) return type === 'tristate' && value === 'm' ? ['m', 'y'] : [];
  return type === 'tristate' && mayBeModule(state, of) ? ['n', 'm', 'y'] : ['n', 'y'];
}

function mayBeModule(state: AppState, { owner }: AppOption): boolean {
  const options = Object.entries(optionsOf(state, owner));
  const modules = options.find(([, one]) => one.type === 'bool' && one.modules === true)?.[0];
  return (
    modules !== undefined &&
    state.solved().some(({ solution }) => solution.values[`${owner}.${modules}`] === true)
  );
}

function whyHidden(state: AppState, of: AppOption, present: readonly SolvedTarget[]): string {
  if (of.option.prompt === undefined) return 'no prompt: its library decides';
  const [first] = present;
  if (first === undefined) return `${of.owner} is not in the image`;
  const { dependsOn, visibleIf } = conditionsOf(state, of);
  const unmet = [...dependsOn, ...visibleIf].find((one) => !holds(first.solution, of.owner, one));
  return `depends on ${unmet}`;
}
