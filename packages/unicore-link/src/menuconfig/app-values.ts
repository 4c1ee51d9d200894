import type { Library, Option } from '@unicore/descriptor';
import { holds, type OptionValue, type Target } from '@unicore/options';
import type { SolvedTarget } from '@unicore/resolve';
import type { AppState } from './app-state.ts';

/** An option of an installed library, or of the application (`app`). */
export interface AppOption {
  /** `lwip.ipv6` */
  readonly id: string;
  readonly owner: string;
  readonly key: string;
  readonly option: Option;
}

const found = new WeakMap<AppState, Map<string, AppOption | undefined>>();

/** Finds the option of an id such as `lwip.ipv6`: always the same object. Pure. */
export function optionAt(state: AppState, id: string): AppOption | undefined {
  const known = found.get(state) ?? new Map<string, AppOption | undefined>();
  found.set(state, known);
  if (!known.has(id)) known.set(id, findOption(state, id));
  return known.get(id);
}

function findOption(state: AppState, id: string): AppOption | undefined {
  const dot = id.indexOf('.');
  const [owner, key] = [id.slice(0, dot), id.slice(dot + 1)];
  const options = optionsOf(state, owner);
  const option = Object.hasOwn(options, key) ? options[key] : undefined;
  return option && { id, owner, key, option };
}

/** The options of a library, or of `app`. Pure. */
export function optionsOf(state: AppState, owner: string): Readonly<Record<string, Option>> {
  if (owner === 'app') return state.config().ownOptions ?? {};
  return state.byName.get(owner)?.library.options ?? {};
}

/** Targets in whose image an option is. Pure. */
export function targetsWith(solved: readonly SolvedTarget[], id: string): readonly SolvedTarget[] {
  return solved.filter(({ solution }) => Object.hasOwn(solution.origins, id));
}

/** A value as menus show it: `y`, `m`, `n`, a number, a text. Pure. */
export function showValue(value: OptionValue | undefined): string {
  if (typeof value === 'boolean') return value ? 'y' : 'n';
  return value === undefined ? '' : String(value);
}

/** What a user typed or chose, as the config has it. Pure. */
export function settingOf(option: Option, text: string): OptionValue {
  switch (option.type) {
    case 'bool':
    case 'tristate':
      return text === 'm' ? 'm' : text === 'y';
    case 'int':
      return /^-?\d+$/.test(text) ? Number(text) : text;
    case 'hex':
      return /^[0-9a-f]+$/i.test(text) ? `0x${text}` : text;
    default:
      return text;
  }
}

/** The condition of an option or menu, and of the menus around it. */
export interface Conditions {
  readonly dependsOn: readonly string[];
  readonly visibleIf: readonly string[];
}

const conditions = new WeakMap<AppOption, Conditions>();

/** Gathers what an option depends on, that of its menus included. Pure. */
export function conditionsOf(state: AppState, of: AppOption): Conditions {
  const gathered = conditions.get(of) ?? gatherConditions(state, of);
  conditions.set(of, gathered);
  return gathered;
}

function gatherConditions(state: AppState, { owner, option }: AppOption): Conditions {
  const menus = owner === 'app' ? {} : (state.byName.get(owner)?.library.menus ?? {});
  const all: { readonly dependsOn?: string; readonly visibleIf?: string }[] = [option];
  const passed = new Set<string>();
  for (let at = option.menu; at !== undefined && !passed.has(at);) {
    passed.add(at);
    const menu: NonNullable<Library['menus']>[string] | undefined = menus[at];
    if (menu) all.push(menu);
    at = menu?.menu;
  }
  return {
    dependsOn: all.flatMap((one) => one.dependsOn ?? []),
    visibleIf: all.flatMap((one) => one.visibleIf ?? []),
  };
}

/** Whether a user may set an option on a target now. Pure. */
export function isVisible(state: AppState, of: AppOption, { solution }: SolvedTarget): boolean {
  if (of.option.prompt === undefined) return false;
  const { dependsOn, visibleIf } = conditionsOf(state, of);
  const isMet = (condition: string): boolean => holds(solution, of.owner, condition);
  return dependsOn.every(isMet) && visibleIf.every(isMet);
}

/** `kvm/x86_64`, or `kvm` where no other target of that platform is there. Pure. */
export function targetName({ platform, architecture }: Target, all: readonly SolvedTarget[]): string {
  const same = all.filter(({ target }) => target.platform === platform);
  return same.length > 1 ? `${platform}/${architecture}` : platform;
}

/**
 * Says how values differ between targets, as `kvm: y; linuxu: n`; nothing where all have the same. Pure.
 *
 * @param valueOf - nothing where the target has no such value
 */
export function differences(
  solved: readonly SolvedTarget[],
  valueOf: (one: SolvedTarget) => string | undefined,
): string | undefined {
  const byValue = new Map<string | undefined, string[]>();
  for (const one of solved) {
    const value = valueOf(one);
    byValue.set(value, [...(byValue.get(value) ?? []), targetName(one.target, solved)]);
  }
  if (byValue.size < 2) return undefined;
  const present = [...byValue].filter(([value]) => value !== undefined);
  if (present.length === 1) return `only ${present[0]?.[1].join(', ')}`;
  return present.map(([value, names]) => `${names.join(', ')}: ${value === '' ? '""' : value}`).join('; ');
}
