import type { Option } from '@unicore/descriptor';
import { type AppOption, type AppSettings, changeableIn, settingsOf } from './app-settings.ts';
import { configName } from './config-name.ts';
import type { ConfigSession, Question } from './config-session.ts';
import { formatAppConfig, formatAppDefconfig } from './format-app-config.ts';
import type { FillMode } from './kconfig/conf-modes.ts';
import { checkValue, textOfValue } from './option-value.ts';
import { readDotConfig } from './read-dot-config.ts';
import { solveInDetail } from './solve.ts';
import type { DotConfig, OptionValue, SolveInput } from './solve-types.ts';
import { appOwner, type OptionSymbol } from './symbol-table.ts';

/**
 * Opens a session on an application: the options of its images, one for each input, under its config. Which libraries are in an image
 * is for the application's dependencies to say: lines about them are kept, and neither asked for nor filled.
 *
 * @param inputs - one for each target, alike but for that
 */
export function openAppSession(inputs: readonly SolveInput[]): ConfigSession {
  const wishes = new Map<string, OptionValue>();
  let known: AppSettings | undefined;

  function now(): AppSettings {
    known ??= settingsOf(inputs, wishes);
    return known;
  }

  function change(symbol: string, value: OptionValue | undefined): void {
    if (value === undefined) wishes.delete(symbol);
    else wishes.set(symbol, value);
    known = undefined;
  }

  return {
    load(text, file) {
      const read = readDotConfig(text, { file, owners: ownersOf(inputs) });
      for (const { symbol, value } of read.settings) change(symbol, value);
      const solutions = inputs.map((input) => solveInDetail({ ...input, dotConfig: read }).solution);
      const warnings = solutions.flatMap((one) => one.warnings.filter(({ code }) => code === 'dot-config'));
      return [...unknownNames(read), ...new Set(warnings.map(({ message }) => message))];
    },
    questions() {
      const settings = now();
      return settings.options.flatMap((option) => questionOf(settings, option) ?? []);
    },
    set(name, text) {
      const found = now().options.find(({ symbol }) => nameOf(symbol) === name);
      if (found === undefined) return { wrong: `there is no option ${name}` };
      const { symbol } = found;
      const checked = checkValue(symbol.option, valueOf(symbol.option, text));
      if ('wrong' in checked) return checked;
      const before = wishes.get(symbol.name);
      change(symbol.name, checked.value);
      const wrong = refusal(now(), symbol, checked.value);
      if (wrong !== undefined) change(symbol.name, before);
      return wrong;
    },
    fill(mode, random) {
      if (mode === 'alldefconfig') return;
      const { options, isFixed } = now();
      const drawn: string[] = [];
      for (const { symbol } of options) {
        if (symbol.option.prompt === undefined || wishes.has(symbol.name) || isFixed(symbol.name)) continue;
        change(symbol.name, filled(symbol.option, mode, random));
        drawn.push(symbol.name);
      }
      // What was drawn for libraries that no image came to hold.
      const idle = new Set(
        now().options.flatMap(({ symbol, states }) => (states.length > 0 ? [] : symbol.name)),
      );
      for (const symbol of drawn) if (idle.has(symbol)) change(symbol, undefined);
    },
    format: () => formatAppConfig(now()),
    formatMinimal: () => formatAppDefconfig(now()),
  };
}

/** Says of each line of a `.config` about something that is not there which name is nearest. Pure. */
export function unknownNames({ file, unknown }: DotConfig): readonly string[] {
  return unknown.map(
    ({ name, line, nearest }) =>
      `${file}:${line}: nothing installed has ${name}.${nearest === undefined ? '' : ` Did you mean "${nearest}"?`}`,
  );
}

function ownersOf(inputs: readonly SolveInput[]): Parameters<typeof readDotConfig>[1]['owners'] {
  const [first] = inputs;
  if (first === undefined) return [];
  return [
    { name: appOwner, ...(first.app.options && { options: first.app.options }) },
    ...first.libraries.map(({ name, options }) => ({ name, ...(options && { options }) })),
  ];
}

function nameOf({ name }: OptionSymbol): string {
  return configName(name).slice('CONFIG_'.length);
}

function questionOf(settings: AppSettings, option: AppOption): Question | undefined {
  const { symbol } = option;
  const [state] = settings.wishes.has(symbol.name) ? [] : changeableIn(settings, option);
  if (state === undefined) return undefined;
  const value = state.solution.values[symbol.name] ?? '';
  const range = state.evaluator.rangeOf(symbol);
  const { help, prompt = symbol.name, type } = symbol.option;
  const text = textOfValue(value);
  const line =
    type === 'choice'
      ? `${configName(`${symbol.name}.${text}`)}=y`
      : `${configName(symbol.name)}=${type === 'string' ? JSON.stringify(text) : text}`;
  return {
    name: nameOf(symbol),
    prompt,
    ...(help !== undefined && { help }),
    type,
    value: text,
    answers: answersOf(symbol.option),
    ...(range && { range }),
    line,
  };
}

function answersOf(option: Option): Question['answers'] {
  if (option.type === 'choice')
    return Object.entries(option.members).map(([value, { prompt, help }]) => ({
      value,
      prompt: prompt ?? value,
      ...(help !== undefined && { help }),
    }));
  const levels = option.type === 'bool' ? ['n', 'y'] : option.type === 'tristate' ? ['n', 'm', 'y'] : [];
  return levels.map((value) => ({ value, prompt: value }));
}

function valueOf({ type }: Option, text: string): unknown {
  if (type === 'bool' || type === 'tristate')
    return text === 'y' ? true : text === 'n' ? false : text === '' ? undefined : text;
  if (type === 'int') return /^-?\d+$/.test(text) ? Number(text) : text;
  return type === 'hex' && /^[0-9a-f]+$/i.test(text) ? `0x${text}` : text;
}

/** What is wrong with a value where no image has it now. */
function refusal(
  settings: AppSettings,
  symbol: OptionSymbol,
  value: OptionValue,
): { readonly wrong: string } | undefined {
  const option = settings.options.find((one) => one.symbol.name === symbol.name);
  const [state] = option?.states ?? [];
  if (option?.states.some(({ solution }) => solution.values[symbol.name] === value)) return undefined;
  const range = state?.evaluator.rangeOf(symbol);
  return {
    wrong:
      range === undefined
        ? `expected another value: what it depends on, or what selects it, does not allow ${textOfValue(value)}`
        : `expected ${range.low} to ${range.high}, got ${textOfValue(value)}`,
  };
}

function filled(
  option: Option,
  mode: Exclude<FillMode, 'alldefconfig'>,
  random: () => number,
): OptionValue | undefined {
  if (option.type === 'choice') {
    const members = Object.keys(option.members);
    return mode === 'randconfig' ? members[Math.floor(random() * members.length)] : undefined;
  }
  if (option.type !== 'bool' && option.type !== 'tristate') return undefined;
  if (mode === 'allnoconfig') return false;
  if (mode === 'allyesconfig' || (mode === 'allmodconfig' && option.type === 'bool')) return true;
  if (mode === 'allmodconfig') return 'm';
  const draw = random();
  if (option.type === 'bool') return draw < 0.5;
  return draw < 1 / 3 ? true : draw < 2 / 3 ? 'm' : false;
}
