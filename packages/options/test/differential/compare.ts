import {
  type Configuration,
  formatConfig,
  formatDefconfig,
  type KconfigTree,
  openConfiguration,
  readConfig,
  readKconfig,
} from '../../src/index.ts';
import { askOracles, type OracleAnswers, type OracleInput, withoutHeading } from './oracles.ts';

/** Our answers to an input, in the form of the oracles'. */
export interface OwnAnswer {
  readonly config: string;
  readonly minimal: string;
  readonly values: Readonly<Record<string, string>>;
  /**
   * A number that the user set is out of its range. Conf drops it only after it has evaluated all symbols with it, and keeps what
   * followed from it: its answer depends on the order of its hash table, so only kconfiglib's counts.
   */
  readonly isOutOfRange: boolean;
  /** The oracles are known to disagree on such an input, so only conf's answer counts. */
  readonly isDisputed: boolean;
}

/** Reads one Kconfig text. */
export function treeOf(kconfig: string): KconfigTree {
  return readKconfig('Kconfig', {
    read: (path) => (path === 'Kconfig' ? kconfig : undefined),
    glob: () => [],
    environment: {},
  });
}

export function answer({ kconfig, config }: OracleInput): OwnAnswer {
  const tree = treeOf(kconfig);
  const configuration = openConfiguration(tree);
  const { settings } = readConfig(config, { file: '.config', tree });
  configuration.load(settings);
  const written = formatConfig(configuration);
  return {
    config: withoutHeading(written),
    minimal: minimalOf(tree, written),
    isDisputed: isContradictory(tree, settings) || hasOpenImply(configuration),
    isOutOfRange: [...configuration.settings].some(([name, value]) => {
      const symbol = tree.symbols.get(name);
      if (symbol?.type !== 'int' && symbol?.type !== 'hex') return false;
      const { visible, text } = configuration.values.symbol(symbol);
      return visible > 0 && text !== value;
    }),
    values: Object.fromEntries(
      [...tree.symbols.values()].map((symbol) => [symbol.name, configuration.values.symbol(symbol).text]),
    ),
  };
}

/** As conf is asked: savedefconfig reads what olddefconfig wrote. There a default of y under a prompt of m has become the user's, and so m. */
function minimalOf(tree: KconfigTree, written: string): string {
  const configuration = openConfiguration(tree);
  configuration.load(readConfig(written, { file: '.config', tree }).settings);
  return formatDefconfig(configuration);
}

type Settings = readonly (readonly [string, string])[];

/** The user set one member of a choice to y and a later one to m. */
function isContradictory({ choices }: KconfigTree, settings: Settings): boolean {
  return [...choices.values()].some(({ members }) => {
    const values = settings
      .filter(([name]) => members.some((one) => one.name === name))
      .map(([, value]) => value);
    return values.includes('y') && values.lastIndexOf('m') > values.indexOf('y');
  });
}

/** A symbol is implied, one of its definitions depends on nothing, and another on what does not hold. */
function hasOpenImply({ tree, values }: Configuration): boolean {
  return [...tree.definitions].some(([name, nodes]) => {
    const symbol = tree.symbols.get(name);
    if (symbol === undefined || nodes.every(({ dependsOn }) => dependsOn !== undefined)) return false;
    return (
      values.symbol(symbol).dependency === 0 && symbol.impliedBy.some(({ by }) => values.read(by).tri > 0)
    );
  });
}

/** Where our answer to an input differs from the oracles'; empty where it does not. */
export function differences(own: OwnAnswer, { conf, kconfiglib }: OracleAnswers): readonly string[] {
  const found: string[] = [];
  if ('error' in conf) {
    // It aborts where a warning of it has an empty text to show.
    if (!conf.error.includes('Assertion `len != 0')) found.push(`conf: ${conf.error}`);
  } else if (!own.isOutOfRange) {
    if (conf.config !== own.config) found.push(...lineDifferences('.config', own.config, conf.config));
    if (conf.minimal !== own.minimal) found.push(...lineDifferences('minimal', own.minimal, conf.minimal));
  }
  if (own.isDisputed) return found;
  if ('error' in kconfiglib) return [...found, `kconfiglib: ${kconfiglib.error}`];
  for (const [name, value] of Object.entries(kconfiglib.values)) {
    const ours = own.values[name];
    if (ours !== value)
      found.push(`kconfiglib ${name}: ours ${JSON.stringify(ours)}, theirs ${JSON.stringify(value)}`);
  }
  return found;
}

function lineDifferences(what: string, ours: string, theirs: string): readonly string[] {
  const [mine, other] = [ours.split('\n'), theirs.split('\n')];
  const lines = [
    ...mine.filter((line) => !other.includes(line)).map((line) => `${what}: only ours ${line}`),
    ...other.filter((line) => !mine.includes(line)).map((line) => `${what}: only conf's ${line}`),
  ];
  return lines.length === 0 ? [`${what}: another order`] : lines;
}

/** Compares a batch; returns what differs, by input. */
export function compareAll<Input extends OracleInput>(
  inputs: readonly Input[],
): readonly { readonly input: Input; readonly differences: readonly string[] }[] {
  const answers = askOracles(inputs);
  return inputs.flatMap((input, index) => {
    const theirs = answers[index];
    if (theirs === undefined) return [];
    const found = differences(answer(input), theirs);
    return found.length === 0 ? [] : [{ input, differences: found }];
  });
}
