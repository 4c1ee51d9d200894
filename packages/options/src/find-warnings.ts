import { chainTo, formatChain } from './chain.ts';
import type { OptionEvaluator } from './evaluate-options.ts';
import { whyUnknown } from './find-unknown-names.ts';
import { isOn, textOfValue } from './option-value.ts';
import type { Ground } from './reach-libraries.ts';
import type { OptionValue, Solution, SolveWarning } from './solve-types.ts';
import { type Condition, compareNames, type OptionSymbol } from './symbol-table.ts';

/** Finds what Kconfig warns of, and says which library asks for it through which chain. Pure. */
export function findWarnings(
  ground: Ground,
  evaluator: OptionEvaluator,
  solution: Solution,
): readonly SolveWarning[] {
  const warnings: SolveWarning[] = [];
  for (const symbol of ground.table.selected) {
    const { name } = symbol;
    if (!Object.hasOwn(solution.origins, name)) continue;
    const details = evaluator.detailsOf(symbol);
    if (details.selectors.length > 0 && !details.dependencyHolds) {
      warnings.push(unmetDependency(ground, evaluator, solution, symbol, details.selectors));
    }
    if (details.selectors.length > 0 && ground.user.values.get(name) === false) {
      warnings.push(overridden(ground, solution, name, details.selectors));
    }
  }
  const present = new Set(solution.libraries);
  for (const [name, reason] of Object.entries(solution.reasons)) {
    if (reason.kind === 'select' && ground.user.libraries.get(name) === false) {
      warnings.push(overridden(ground, solution, `lib.${name}`, [reason.by]));
    }
  }
  warnings.push(...absentTargets(ground, evaluator, solution, present));
  return warnings.toSorted((left, right) => compareNames(left.message, right.message));
}

function unmetDependency(
  ground: Ground,
  evaluator: OptionEvaluator,
  solution: Solution,
  symbol: OptionSymbol,
  by: readonly string[],
): SolveWarning {
  const condition = symbol.dependsOn;
  const [first = symbol.name] = by;
  const lines = [
    `${symbol.name} is ${show(evaluator.valueOf(symbol.name))} because ${by.join(', ')} ${by.length === 1 ? 'selects' : 'select'} it, although it depends on "${condition?.text ?? ''}"`,
    `  where ${valuesOf(condition, evaluator)}`,
    `  selected through ${selectChain(ground, evaluator, symbol.name).join(' -> ')}`,
    `  ${formatChain(chainTo(solution, ownerOf(first)))}`,
  ];
  return {
    code: 'unmet-dependency',
    symbol: symbol.name,
    by,
    message: lines.join('\n'),
    hint: `${mend(ground, condition, evaluator)}, or switch ${first} off: options.${first} = false.`,
  };
}

/** The setting or command that makes the first unmet symbol of a condition hold. */
function mend(ground: Ground, condition: Condition | undefined, evaluator: OptionEvaluator): string {
  const unmet = condition?.reads.find(
    (name) => evaluator.valueOf(name) === false || evaluator.valueOf(name) === undefined,
  );
  if (unmet === undefined) return `Make "${condition?.text ?? ''}" hold`;
  if (unmet.startsWith('contract.')) return `Install a provider of "${unmet.slice('contract.'.length)}"`;
  const library = unmet.startsWith('lib.') ? unmet.slice('lib.'.length) : ownerOf(unmet);
  if (library !== 'app' && !ground.applicable.has(library)) return `npm install @unicore/lib-${library}`;
  return `Set options.${unmet} = true`;
}

function valuesOf(condition: Condition | undefined, evaluator: OptionEvaluator): string {
  return [...new Set(condition?.reads)]
    .map((name) => `${name} = ${show(evaluator.valueOf(name))}`)
    .join(', ');
}

function show(value: OptionValue | undefined): string {
  if (value === undefined) return 'n (not installed)';
  if (typeof value === 'boolean' || value === 'm') return textOfValue(value);
  return JSON.stringify(value);
}

/** Follows selects back to the option that a user or a default set. */
function selectChain(ground: Ground, evaluator: OptionEvaluator, name: string): readonly string[] {
  const chain: string[] = [];
  let at: string | undefined = name;
  while (at !== undefined && !chain.includes(at)) {
    chain.unshift(at);
    const symbol = ground.table.symbols.get(at);
    at = symbol === undefined ? undefined : evaluator.detailsOf(symbol).selectors[0];
  }
  return chain;
}

function overridden(ground: Ground, solution: Solution, symbol: string, by: readonly string[]): SolveWarning {
  const [first = symbol] = by;
  const line = ground.user.lines.get(symbol)?.line;
  const setter = line === undefined ? 'The config' : `Line ${line} of .config`;
  return {
    code: 'overridden',
    symbol,
    by,
    message: `${setter} sets ${symbol} to false, but it stays y: ${by.join(', ')} ${by.length === 1 ? 'selects' : 'select'} it.\n  ${formatChain(chainTo(solution, ownerOf(first)))}`,
    hint: `Switch ${by.join(', ')} off too, or drop ${line === undefined ? `options.${symbol} from the config` : 'that line'}.`,
  };
}

/** Selects of options and libraries that are not there to be y. */
function absentTargets(
  ground: Ground,
  evaluator: OptionEvaluator,
  solution: Solution,
  present: ReadonlySet<string>,
): readonly SolveWarning[] {
  const warnings: SolveWarning[] = [];
  const warn = (from: string, target: string, library: string): void => {
    const isInstalled = ground.applicable.has(library);
    const what = isInstalled ? 'is not in the image' : 'is not installed for this target';
    warnings.push({
      code: 'not-in-image',
      symbol: target,
      by: [from],
      message: `${from} selects ${target}, but library "${library}" ${what}.\n  ${formatChain(chainTo(solution, ownerOf(from)))}`,
      hint: isInstalled
        ? `Put it in: options.lib.${library} = true, or switch ${from} off.`
        : `npm install @unicore/lib-${library}, or switch ${from} off: options.${from} = false.`,
    });
  };
  const isSet = (symbol: OptionSymbol): boolean =>
    (symbol.owner === 'app' || present.has(symbol.owner)) && isOn(evaluator.detailsOf(symbol).value);
  for (const { bringing } of ground.table.owners.values()) {
    for (const { name, owner, selectsLibraries } of bringing.filter(isSet)) {
      for (const link of selectsLibraries) {
        const library = link.symbol.slice('lib.'.length);
        if (!present.has(library) && evaluator.holds(link.when, owner)) warn(name, link.symbol, library);
      }
    }
  }
  for (const symbol of ground.table.selected) {
    if (symbol.owner === 'app' || present.has(symbol.owner)) continue;
    for (const { symbol: from, when } of symbol.selectedBy) {
      const selector = ground.table.symbols.get(from);
      if (selector === undefined || !isSet(selector) || !evaluator.holds(when, selector.owner)) continue;
      if (selector.owner !== symbol.owner) warn(from, symbol.name, symbol.owner);
    }
  }
  for (const { from, link } of ground.table.dangling) {
    const selector = ground.table.symbols.get(from);
    if (selector === undefined || !isSet(selector) || !evaluator.holds(link.when, selector.owner)) continue;
    const why = whyNoTarget(ground, link.symbol);
    if (why === undefined) warn(from, link.symbol, ownerOf(link.symbol));
    else warnings.push(selectsNothing(from, link.symbol, why));
  }
  return warnings;
}

/** Why an option that is selected cannot be, although its owner is there. */
function whyNoTarget(ground: Ground, name: string): string | undefined {
  const symbol = ground.table.symbols.get(name);
  return symbol === undefined
    ? whyUnknown(ground, name)
    : `only options of type bool and tristate are selected, and it is of type ${symbol.option.type}.`;
}

function selectsNothing(from: string, target: string, why: string): SolveWarning {
  return {
    code: 'unknown-option',
    symbol: target,
    by: [from],
    message: `${from} selects ${target} without effect: ${why}`,
    hint: `Correct it where ${from} is declared, or switch ${from} off: options.${from} = false.`,
  };
}

function ownerOf(symbol: string): string {
  return symbol.slice(0, symbol.indexOf('.'));
}
