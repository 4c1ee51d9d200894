import type { Expression, Operand } from './expression.ts';
import {
  allOf,
  emptyChoice,
  emptySymbol,
  type ModelChoice,
  type ModelLink,
  type ModelSymbol,
  type SymbolModel,
  type When,
} from './kconfig/symbol-model.ts';
import { textOfValue } from './option-value.ts';
import {
  completeName,
  type Condition,
  type Link,
  type OptionSymbol,
  type SymbolTable,
} from './symbol-table.ts';

/**
 * Lowers the options of descriptors to the model of Kconfig. A choice becomes a choice under the option's name, and each member a
 * bool `lwip.mode.fast`; in conditions the choice reads as the name of its member.
 *
 * Pure.
 */
export function lowerTable(table: SymbolTable): SymbolModel {
  const symbols = new Map<string, ModelSymbol>();
  const choices = new Map<string, ModelChoice>();
  for (const symbol of table.symbols.values()) {
    if (symbol.option.type !== 'choice') symbols.set(symbol.name, lowerSymbol(symbol, table));
    else {
      const choice = lowerChoice(symbol);
      choices.set(choice.name, choice);
      for (const member of choice.members) symbols.set(member.name, member);
    }
  }
  return { symbols, choices };
}

/** A condition of `owner`, its names complete. Pure. */
export function lowerCondition(condition: Condition | undefined, owner: string): When {
  if (condition === undefined) return undefined;
  const known = lowered.get(condition);
  if (known !== undefined) return known;
  const expression = complete(condition.expression, owner);
  lowered.set(condition, expression);
  return expression;
}

/** Conditions are shared among the symbols of one owner, never between owners. */
const lowered = new WeakMap<Condition, Expression>();

function lowerSymbol(symbol: OptionSymbol, table: SymbolTable): ModelSymbol {
  const { option, owner } = symbol;
  const lower = (condition: Condition | undefined): When => lowerCondition(condition, owner);
  const dependsOn = lower(symbol.dependsOn);
  const result = emptySymbol(symbol.name, option.type === 'choice' ? 'unknown' : option.type);
  result.dependsOn = dependsOn;
  if (option.prompt !== undefined) {
    result.prompts.push({ text: option.prompt, when: allOf(dependsOn, lower(symbol.visibleIf)) });
  }
  for (const one of symbol.defaults) {
    const value: Expression =
      'symbol' in one
        ? { kind: 'symbol', name: one.symbol }
        : { kind: 'constant', text: textOfValue(one.value) };
    result.defaults.push({ value, when: allOf(dependsOn, lower(one.when)) });
  }
  for (const { low, high, when } of symbol.ranges) {
    result.ranges.push({ low, high, when: allOf(dependsOn, lower(when)) });
  }
  result.selectedBy.push(...symbol.selectedBy.map((link) => lowerLink(link, table)));
  result.impliedBy.push(...symbol.impliedBy.map((link) => lowerLink(link, table)));
  const modules = table.owners.get(owner)?.modules;
  if (modules !== undefined) result.modules = modules;
  return result;
}

/** A condition on a link is of who selects. */
function lowerLink({ symbol, when }: Link, table: SymbolTable): ModelLink {
  const owner = table.symbols.get(symbol)?.owner ?? '';
  return { by: symbol, when: lowerCondition(when, owner) };
}

function lowerChoice(symbol: OptionSymbol): ModelChoice {
  const { name, owner, option } = symbol;
  const dependsOn = lowerCondition(symbol.dependsOn, owner);
  const choice = emptyChoice(name, 'bool');
  choice.isOptional = option.type === 'choice' && option.optional === true;
  choice.atLeast.push(dependsOn);
  if (option.prompt !== undefined) {
    const when = allOf(dependsOn, lowerCondition(symbol.visibleIf, owner));
    choice.prompts.push({ text: option.prompt, when });
  }
  for (const one of symbol.defaults) {
    if ('symbol' in one) continue;
    const when = allOf(dependsOn, lowerCondition(one.when, owner));
    choice.defaults.push({ member: `${name}.${String(one.value)}`, when });
  }
  for (const member of symbol.members) {
    const when = allOf(dependsOn, lowerCondition(member.dependsOn, owner));
    const one = emptySymbol(`${name}.${member.name}`, 'bool');
    one.dependsOn = when;
    one.prompts.push({ text: member.name, when });
    one.choice = choice;
    choice.members.push(one);
  }
  choice.texts = new Map(symbol.members.map((member) => [`${name}.${member.name}`, member.name]));
  return choice;
}

function complete(expression: Expression, owner: string): Expression {
  const operand = (one: Operand): Operand =>
    one.kind === 'symbol' ? { kind: 'symbol', name: completeName(one.name, owner) } : one;
  switch (expression.kind) {
    case 'symbol':
    case 'constant': {
      return operand(expression);
    }
    case 'not': {
      return { kind: 'not', operand: complete(expression.operand, owner) };
    }
    case 'and':
    case 'or': {
      return { kind: expression.kind, operands: expression.operands.map((one) => complete(one, owner)) };
    }
    case 'compare': {
      const { kind, operator, left, right } = expression;
      return { kind, operator, left: operand(left), right: operand(right) };
    }
  }
}
