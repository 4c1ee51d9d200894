import { didYouMean, type Library, type Option, UnicoreError } from '@unicore/descriptor';
import { badExpressionAt } from './errors.ts';
import { type Expression, type Operand, parseExpression, symbolsOf } from './expression.ts';
import { conditionsOf, type PlacedCondition } from './placed-conditions.ts';

/** One thing wrong in a library's conditions or links. */
export interface ExpressionProblem {
  /** Where, as `options.ipv6.dependsOn`. */
  readonly path: string;
  readonly text: string;
}

type Kind = 'bool' | 'number' | 'text' | 'unknown';

const profiles = ['debug', 'size', 'speed'];

/**
 * Checks every condition, `select` and `imply` of a library: syntax, names of its own options, what is compared with what, and that
 * only a platform library reads `platform`. For `unicore-link lib build`; options of other libraries are not known here.
 *
 * Pure.
 */
export function checkExpressions(
  library: Pick<Library, 'pool' | 'options' | 'menus' | 'comments' | 'requires' | 'sources' | 'includes'>,
): readonly ExpressionProblem[] {
  return [
    ...conditionsOf(library).flatMap((one) => checkCondition(library, one)),
    ...checkLinks(library),
    ...checkTaken(library),
  ];
}

/**
 * Parses every condition of an application's own options and requirements. Pure.
 *
 * @param placeOf - where a setting of the config stands, by the keys that lead to it
 * @throws {UnicoreError} `ERR_UNICORE_BAD_EXPRESSION`, of the first that cannot be parsed
 */
export function parseAppConditions(
  {
    ownOptions,
    requires,
  }: {
    readonly ownOptions: NonNullable<Library['options']>;
    readonly requires: NonNullable<Library['requires']>;
  },
  placeOf: (path: readonly string[]) => string,
): void {
  for (const { path, text } of conditionsOf({ options: ownOptions, requires, sources: [] })) {
    const setting = path.replace(/^options\./, 'ownOptions.');
    try {
      parseExpression(text);
    } catch (error) {
      if (!(error instanceof UnicoreError)) throw error;
      throw badExpressionAt(`${placeOf(setting.split('.'))}: ${setting}`, error);
    }
  }
}

type Checked = Parameters<typeof checkExpressions>[0];

function checkCondition(library: Checked, { path, text }: PlacedCondition): readonly ExpressionProblem[] {
  let expression: Expression;
  try {
    expression = parseExpression(text);
  } catch (error) {
    if (error instanceof UnicoreError) return [{ path, text: error.message }];
    throw error;
  }
  return [
    ...new Set([
      ...symbolsOf(expression).flatMap((name) => checkSymbol(library, name)),
      ...checkKinds(library, expression),
    ]),
  ].map((problem) => ({ path, text: `in "${text}": ${problem}` }));
}

function checkSymbol(library: Checked, name: string): readonly string[] {
  if (name === 'platform' && library.pool !== 'plat') {
    return ['expected a condition without "platform": only libraries of pool "plat" may know the platform'];
  }
  if (name === 'profile' || name === 'arch' || name === 'platform') return [];
  const parts = name.split('.');
  if (parts.length === 2) return [];
  if (parts.length > 2) return [`expected library.option, got "${name}"`];
  if (optionOf(library, name) !== undefined) return [];
  const own = Object.keys(library.options ?? {});
  return [`expected an option of this library, got "${name}".${didYouMean(name, own)}`];
}

/** A number or text where y or n is asked for, and comparisons that can never be meant. */
function checkKinds(library: Checked, expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'symbol': {
      const kind = kindOf(library, expression);
      return kind === 'number' || kind === 'text'
        ? [`expected a comparison: "${expression.name}" is a ${kind}, which alone is always n`]
        : [];
    }
    case 'constant': {
      return ['y', 'n', 'm'].includes(expression.text)
        ? []
        : [`expected y or n, got "${expression.text}", which alone is always n`];
    }
    case 'not': {
      return checkKinds(library, expression.operand);
    }
    case 'and':
    case 'or': {
      return expression.operands.flatMap((operand) => checkKinds(library, operand));
    }
    case 'compare': {
      return checkComparison(library, expression.left, expression.right);
    }
  }
}

function checkComparison(library: Checked, left: Operand, right: Operand): readonly string[] {
  const [leftKind, rightKind] = [kindOf(library, left), kindOf(library, right)];
  const isTextAndConstant =
    (leftKind === 'text' && right.kind === 'constant') || (rightKind === 'text' && left.kind === 'constant');
  if (leftKind !== rightKind && leftKind !== 'unknown' && rightKind !== 'unknown' && !isTextAndConstant) {
    return [`expected two values of one kind, got a ${leftKind} and a ${rightKind}`];
  }
  return [...checkMember(library, left, right), ...checkMember(library, right, left)];
}

/** A choice or the profile, compared with what it never is. */
function checkMember(library: Checked, symbol: Operand, constant: Operand): readonly string[] {
  if (symbol.kind !== 'symbol' || constant.kind !== 'constant') return [];
  const option = optionOf(library, symbol.name);
  const members =
    option?.type === 'choice'
      ? Object.keys(option.members)
      : symbol.name === 'profile'
        ? profiles
        : undefined;
  if (members === undefined || members.includes(constant.text)) return [];
  // What a choice reads as while it has no member that is y.
  if (option?.type === 'choice' && constant.text === '') return [];
  return [
    `expected one of ${members.join(', ')}, got "${constant.text}".${didYouMean(constant.text, members)}`,
  ];
}

function kindOf(library: Checked, operand: Operand): Kind {
  if (operand.kind === 'constant') {
    if (['y', 'n', 'm'].includes(operand.text)) return 'bool';
    return /^-?(\d+|0x[0-9a-fA-F]+)$/.test(operand.text) ? 'number' : 'text';
  }
  const { name } = operand;
  if (name === 'profile' || name === 'arch' || name === 'platform') return 'text';
  if (name.startsWith('lib.') || name.startsWith('contract.')) return 'bool';
  const option = optionOf(library, name);
  if (option === undefined) return 'unknown';
  if (option.type === 'bool' || option.type === 'tristate') return 'bool';
  return option.type === 'int' || option.type === 'hex' ? 'number' : 'text';
}

function optionOf(library: Checked, name: string): Option | undefined {
  const options = library.options ?? {};
  return Object.hasOwn(options, name) ? options[name] : undefined;
}

function checkLinks(library: Checked): readonly ExpressionProblem[] {
  return Object.entries(library.options ?? {}).flatMap(([name, option]) => {
    if (option.type !== 'bool' && option.type !== 'tristate') return [];
    return (['select', 'imply'] as const).flatMap((field) =>
      (option[field] ?? []).flatMap(({ symbol }, index) =>
        symbol.includes('.') || kindOf(library, { kind: 'symbol', name: symbol }) === 'bool'
          ? []
          : [
              {
                path: `options.${name}.${field}[${index}].symbol`,
                text: `expected a bool option of this library, got "${symbol}".${didYouMean(symbol, namesOfKind(library, 'bool'))}`,
              },
            ],
      ),
    );
  });
}

/** Defaults and ranges that take the value of another option, which has to be of the same kind. */
function checkTaken(library: Checked): readonly ExpressionProblem[] {
  return Object.entries(library.options ?? {}).flatMap(([name, option]) => {
    const kind = option.type === 'choice' ? 'text' : kindOf(library, { kind: 'symbol', name });
    return takenSymbols(option).flatMap(({ path, symbol }) =>
      symbol.includes('.') || kindOf(library, { kind: 'symbol', name: symbol }) === kind
        ? []
        : [
            {
              path: `options.${name}.${path}`,
              text: `expected a ${kind} option of this library, got "${symbol}".${didYouMean(symbol, namesOfKind(library, kind))}`,
            },
          ],
    );
  });
}

function namesOfKind(library: Checked, kind: Kind): readonly string[] {
  return Object.keys(library.options ?? {}).filter(
    (name) => kindOf(library, { kind: 'symbol', name }) === kind,
  );
}

function takenSymbols(option: Option): readonly { readonly path: string; readonly symbol: string }[] {
  const taken: { path: string; symbol: string }[] = [];
  if (Array.isArray(option.default)) {
    const defaults: readonly { readonly symbol?: string }[] = option.default;
    for (const [index, { symbol }] of defaults.entries())
      if (symbol !== undefined) taken.push({ path: `default[${index}].symbol`, symbol });
  }
  if ((option.type !== 'int' && option.type !== 'hex') || option.range === undefined) return taken;
  for (const [index, one] of option.range.entries()) {
    if (typeof one !== 'object') continue;
    for (const end of ['low', 'high'] as const) {
      const symbol = one[end];
      if (typeof symbol === 'string' && !symbol.startsWith('0x'))
        taken.push({ path: `range[${index}].${end}`, symbol });
    }
  }
  return taken;
}
