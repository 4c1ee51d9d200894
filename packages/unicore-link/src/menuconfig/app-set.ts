import { checkValue } from '@unicore/options';
import type { SolvedTarget } from '@unicore/resolve';
import type { AppState } from './app-state.ts';
import { changedTargets } from './app-target-rows.ts';
import { type AppOption, isVisible, optionAt, settingOf, showValue, targetsWith } from './app-values.ts';
import type { SettingPath, SettingValue } from './settings.ts';

/** What a row sets, and what stands against a value. */
export interface Settable {
  readonly path: SettingPath;
  /** What a user typed or chose, as the config has it. */
  readonly valueOf: (text: string) => SettingValue;
  /** What a number or text alone says of itself, where that is all there is to check. */
  readonly judge?: (text: string) => Judgement | undefined;
  /** What is wrong with a value, once all is solved with it. */
  readonly refusal: (solved: readonly SolvedTarget[], text: string) => string | undefined;
}

/** Without `wrong`, the value may be. */
interface Judgement {
  readonly wrong?: string;
}

/** Finds what a row sets; a row that sets nothing has none. Pure. */
export function settableAt(state: AppState, id: string): Settable | undefined {
  if (id.startsWith('lib.')) return librarySetting(id.slice('lib.'.length));
  if (id.startsWith('target:')) return targetSetting(state, id.slice('target:'.length));
  const [head = '', member] = id.split('=');
  if (head === 'profile' && member !== undefined)
    return { path: ['profile'], valueOf: () => member, refusal: () => undefined };
  if (head.startsWith('contract:')) return providerSetting(head.slice('contract:'.length), member);
  const of = optionAt(state, head);
  if (!of) return undefined;
  const setting = optionSetting(state, of);
  return member === undefined
    ? setting
    : {
        path: setting.path,
        valueOf: () => setting.valueOf(member),
        refusal: (solved) => setting.refusal(solved, member),
      };
}

function optionSetting(state: AppState, of: AppOption): Settable {
  const { id, owner, key, option } = of;
  const setting = `options.${id}`;
  return {
    path: ['options', owner, key],
    valueOf: (text) => settingOf(option, text),
    judge: (text) => judgeAlone(state, of, text),
    refusal: (solved, text) => {
      const present = targetsWith(solved, id);
      if (present.length === 0) return `${owner} is in no image now: put it in first`;
      const wanted = option.type === 'hex' ? Number(settingOf(option, text)) : undefined;
      const takes = present.some(({ solution }) => {
        const value = solution.values[id];
        return wanted === undefined ? showValue(value) === text : Number(value) === wanted;
      });
      const problem = present
        .flatMap(({ problems }) => problems)
        .find((one) => one.problem && 'setting' in one.problem && one.problem.setting === setting);
      // Wrong in itself, whatever the value of the moment.
      if (problem && (!takes || problem.error.code === 'ERR_UNICORE_BAD_OPTION_VALUE'))
        return withoutHead(problem.error.message, setting);
      if (takes) return undefined;
      const origin = present[0]?.solution.origins[id];
      const by = origin && 'by' in origin ? `: ${origin.by.join(', ')} ${origin.kind}s it` : '';
      return `it stays ${showValue(present[0]?.solution.values[id])}${by}`;
    },
  };
}

/** Judges a number or text that a user may set now and whose range is always the same; of others solving tells. */
function judgeAlone(state: AppState, of: AppOption, text: string): Judgement | undefined {
  const { id, option } = of;
  if (option.type !== 'int' && option.type !== 'hex' && option.type !== 'string') return undefined;
  if (!targetsWith(state.solved(), id).some((one) => isVisible(state, of, one))) return undefined;
  const checked = checkValue(option, settingOf(option, text));
  if ('wrong' in checked) return { wrong: checked.wrong };
  const hasOtherRanges = 'range' in option && option.range?.some((end) => typeof end === 'object') === true;
  return hasOtherRanges ? undefined : {};
}

/** `expected 1 to 9, got 10` of `options.greeting.times in the config: expected 1 to 9, got 10.` */
function withoutHead(message: string, setting: string): string {
  const text = message.startsWith(`${setting} in the config`)
    ? message.slice(`${setting} in the config`.length)
    : message;
  return text.replace(/^[:\s]+/, '').replace(/\.$/, '');
}

function librarySetting(name: string): Settable {
  return {
    path: ['options', 'lib', name],
    valueOf: (text) => text === 'y',
    refusal: (solved, text) => {
      const inImage = solved.filter(({ solution }) => solution.values[`lib.${name}`] === true);
      if (text === 'y') return inImage.length > 0 ? undefined : 'it applies to none of the targets';
      const reason = inImage[0]?.solution.reasons[name];
      if (reason === undefined) return undefined;
      const by = 'by' in reason ? `${reason.by} needs it` : 'it is needed';
      return `it stays in the image: ${by}`;
    },
  };
}

function targetSetting(state: AppState, name: string): Settable {
  return {
    path: ['targets'],
    valueOf: (text) => changedTargets(state, name, text),
    refusal: (_, text) =>
      changedTargets(state, name, text).length === 0 ? 'one target has to stay' : undefined,
  };
}

function providerSetting(contract: string, member: string | undefined): Settable | undefined {
  if (member === undefined)
    return { path: ['providers', contract], valueOf: (text) => text, refusal: () => undefined };
  return {
    path: ['providers', contract],
    valueOf: () => member,
    refusal: (solved) =>
      solved.some(({ solution }) => solution.providers[contract]?.includes(member))
        ? undefined
        : `nothing in the image would need "${contract}" of ${member}`,
  };
}
