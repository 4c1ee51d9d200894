import { conditionText, macroName, type OptionValue, type Reason } from '@unicore/options';
import type { Option } from '@unicore/descriptor';
import { originText } from '../origin-text.ts';
import { troublesOf } from './app-problems.ts';
import type { AppState } from './app-state.ts';
import {
  type AppOption,
  conditionsOf,
  optionAt,
  optionsOf,
  showValue,
  targetName,
  targetsWith,
} from './app-values.ts';

/** The help of an option: what it is, its value and where that comes from, what it depends on, who selects it. Pure. */
export function optionHelp(state: AppState, of: AppOption): readonly string[] {
  const { id, owner, key, option } = of;
  const solved = state.solved();
  const present = targetsWith(solved, id);
  const values = present.map(({ target, solution }) => {
    const origin = solution.origins[id];
    return `${targetName(target, solved)}: ${showValue(solution.values[id])}${origin ? `  (${originText(origin)})` : ''}`;
  });
  return [
    `${option.prompt ?? key}  (${id})`,
    '',
    ...(option.help === undefined ? [] : [option.help, '']),
    ...field('Type', [option.type]),
    ...field('Value', present.length === 0 ? [`none: ${owner} is not in the image`] : values),
    ...field('Range', rangeLines(option)),
    ...field('Members', memberLines(option)),
    ...field('Default', defaultLines(option)),
    ...conditionFields(state, of),
    ...field('Selects', linkLines(option, 'select')),
    ...field('Implies', linkLines(option, 'imply')),
    ...field('Selected by', linkedBy(state, id, 'select')),
    ...field('Implied by', linkedBy(state, id, 'imply')),
    ...field('In the config', [`options.${id}`]),
    ...field('In C', [`UC_CONFIG_${macroName(id)}`]),
    ...field('Library', [owner === 'app' ? 'the application' : packageLine(state, owner)]),
    ...troubleLines(state, id),
  ];
}

/** The help of a library: its pool, contracts, why it is in the image, and who needs it. Pure. */
export function libraryHelp(state: AppState, name: string): readonly string[] {
  const entry = state.byName.get(name);
  if (!entry) return [];
  const { library } = entry;
  const solved = state.solved();
  return [
    `${name}: ${library.summary}`,
    '',
    ...field('Package', [packageLine(state, name)]),
    ...field('Pool', [library.pool]),
    ...field(
      'In the image',
      solved.map(
        ({ target, solution }) => `${targetName(target, solved)}: ${reasonText(solution.reasons[name])}`,
      ),
    ),
    ...field(
      'Provides',
      Object.entries(library.provides ?? {}).map(([contract, version]) => `${contract} ${version}`),
    ),
    ...field(
      'Requires',
      Object.entries(library.requires ?? {}).map(([contract, requirement]) => {
        const when = typeof requirement === 'string' ? '' : ` where ${requirement.when}`;
        const version = typeof requirement === 'string' ? requirement : requirement.version;
        const by = [...new Set(solved.flatMap(({ solution }) => solution.providers[contract] ?? []))];
        return `${contract} ${version}${when}: ${by.length > 0 ? by.join(', ') : 'nobody provides it'}`;
      }),
    ),
    ...field('Selected by', linkedBy(state, `lib.${name}`, 'select')),
    ...field('Implied by', linkedBy(state, `lib.${name}`, 'imply')),
    ...field('Platforms', library.platforms ? [library.platforms.join(', ')] : []),
    ...field('Architectures', library.archs ? [library.archs.join(', ')] : []),
    ...field('In the config', [`options.lib.${name}`]),
    ...troubleLines(state, name),
  ];
}

/** The help of a library that is not installed. Pure. */
export function missingHelp(state: AppState, name: string): readonly string[] {
  const entry = state.missing.get(name);
  if (!entry) return [];
  const manager = state.source.tree.packageManager.name;
  return [
    `${name}: ${entry.summary}`,
    '',
    'It is not installed. Enter runs the command below, after a question.',
    '',
    ...field('To install', [`${manager} ${manager === 'npm' ? 'install' : 'add'} ${entry.package}`]),
    ...field('Pool', [entry.pool]),
    ...field(
      'Provides',
      Object.entries(entry.provides ?? {}).map(([contract, version]) => `${contract} ${version}`),
    ),
    ...field('Requires', entry.requires ? [entry.requires.join(', ')] : []),
    ...field('Platforms', entry.platforms ? [entry.platforms.join(', ')] : []),
    ...field('Architectures', entry.archs ? [entry.archs.join(', ')] : []),
  ];
}

/** All that is said of a problem, and what to do. Pure. */
export function problemHelp(state: AppState, id: string): readonly string[] {
  const trouble = troublesOf(state).find((one) => id.startsWith(`${one.id}@`));
  if (!trouble) return [];
  return [
    ...trouble.message.split('\n'),
    '',
    ...field('For', [trouble.targets.join(', ')]),
    '',
    'What to do:',
    ...trouble.hint.split('\n').map((line) => `  ${line}`),
  ];
}

/** `Type:        bool`, further values beneath; no line where there is none. Pure. */
export function field(name: string, values: readonly string[]): readonly string[] {
  return values.map((value, index) => `${(index === 0 ? `${name}:` : '').padEnd(15)}${value}`);
}

function troubleLines(state: AppState, symbol: string): readonly string[] {
  return troublesOf(state)
    .filter(({ about }) => about.includes(symbol))
    .flatMap(({ message, hint }) => ['', `! ${message.split('\n')[0]}`, `  ${hint.split('\n')[0]}`]);
}

function packageLine(state: AppState, owner: string): string {
  const entry = state.byName.get(owner);
  return entry ? `${owner}, of ${entry.package} ${entry.version}` : owner;
}

function conditionFields(state: AppState, of: AppOption): readonly string[] {
  const { dependsOn, visibleIf } = conditionsOf(state, of);
  const solved = state.solved();
  const shown = (condition: string): readonly string[] => {
    const texts = solved.map(({ solution, target }) => ({
      text: conditionText(solution, of.owner, condition),
      name: targetName(target, solved),
    }));
    const [first] = texts;
    if (first && texts.every(({ text }) => text === first.text)) return [first.text];
    return texts.map(({ text, name }) => `${name}: ${text}`);
  };
  return [
    ...field('Depends on', dependsOn.flatMap(shown)),
    ...field('Shown where', visibleIf.flatMap(shown)),
  ];
}

function rangeLines(option: Option): readonly string[] {
  if (!('range' in option) || option.range === undefined) return [];
  const [low, high] = option.range as readonly unknown[];
  if (typeof low !== 'object') return [`${String(low)} to ${String(high)}`];
  return (
    option.range as readonly { readonly low: unknown; readonly high: unknown; readonly when?: string }[]
  ).map(
    (one) => `${String(one.low)} to ${String(one.high)}${one.when === undefined ? '' : ` where ${one.when}`}`,
  );
}

function memberLines(option: Option): readonly string[] {
  if (option.type !== 'choice') return [];
  return Object.entries(option.members).map(
    ([name, { prompt, help }]) => `${name}: ${prompt}${help === undefined ? '' : `. ${help}`}`,
  );
}

function defaultLines(option: Option): readonly string[] {
  const { default: value } = option;
  if (value === undefined) return [];
  if (!Array.isArray(value)) return [showValue(value as OptionValue)];
  return (
    value as readonly { readonly value?: OptionValue; readonly symbol?: string; readonly when?: string }[]
  ).map(
    (one) =>
      `${one.symbol === undefined ? showValue(one.value) : `that of ${one.symbol}`}${one.when === undefined ? '' : ` where ${one.when}`}`,
  );
}

function linkLines(option: Option, kind: 'select' | 'imply'): readonly string[] {
  if (option.type !== 'bool' && option.type !== 'tristate') return [];
  return (option[kind] ?? []).map(
    ({ symbol, when }) => `${symbol}${when === undefined ? '' : ` where ${when}`}`,
  );
}

/** Who selects or implies a symbol, each with its value. */
function linkedBy(state: AppState, symbol: string, kind: 'select' | 'imply'): readonly string[] {
  return ['app', ...state.byName.keys()].flatMap((owner) =>
    Object.keys(optionsOf(state, owner)).flatMap((key) => {
      const of = optionAt(state, `${owner}.${key}`);
      const option = of?.option;
      if (!of || (option?.type !== 'bool' && option?.type !== 'tristate')) return [];
      const link = option[kind]?.find(
        (one) => (one.symbol.includes('.') ? one.symbol : `${owner}.${one.symbol}`) === symbol,
      );
      if (!link) return [];
      const value = targetsWith(state.solved(), of.id)[0]?.solution.values[of.id];
      return [
        `${of.id} [=${value === undefined ? 'n' : showValue(value)}]${link.when === undefined ? '' : ` where ${link.when}`}`,
      ];
    }),
  );
}

function reasonText(reason: Reason | undefined): string {
  if (reason === undefined) return 'no';
  switch (reason.kind) {
    case 'root':
      return 'yes, the application depends on it';
    case 'target':
      return `yes, the target's ${reason.contract === 'plat' ? 'platform' : 'architecture'}`;
    case 'config':
      return 'yes, the config asks for it';
    case 'provides':
      return `yes, as ${reason.contract}, which ${reason.by === 'app' ? 'the application' : reason.by} requires (${reason.rule})`;
    case 'declares':
      return `yes, it declares ${reason.contract} for ${reason.by}`;
    case 'select':
    case 'imply':
      return `yes, ${reason.by} ${reason.kind === 'select' ? 'selects' : 'implies'} it`;
  }
}
