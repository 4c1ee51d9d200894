import type { Expression, Operand } from '../expression.ts';
import type { ImportNames } from './import-names.ts';
import type { KconfigTree } from './kconfig-tree.ts';
import { allOf, type When } from './symbol-model.ts';

/** What conditions of a Kconfig tree become those of a descriptor by. */
export interface ImportState {
  readonly tree: KconfigTree;
  readonly names: ImportNames;
  readonly problems: string[];
}

/** A condition without a part that must hold anyway. Pure. */
export function without(when: When, part: When): When {
  return part === undefined ? when : dropped(when, (one) => one === part);
}

/** A condition without those parts. Pure. */
export function dropped(when: When, isDropped: (one: Expression) => boolean): When {
  if (when === undefined || isDropped(when)) return undefined;
  return when.kind === 'and' ? allOf(...when.operands.map((one) => dropped(one, isDropped))) : when;
}

const longest = 4096;

/** A condition as the descriptor's text of a key, where there is one; (of) names whose it is. Adds to the problems. */
export function text<Key extends string>(
  state: ImportState,
  key: Key,
  of: string,
  when: When,
): { readonly [K in Key]?: string } {
  if (when === undefined) return {};
  const written = writeCondition(state, when);
  if (written.length <= longest) return { [key]: written } as { readonly [K in Key]?: string };
  state.problems.push(
    `${of}: a condition of ${written.length} characters, of which a descriptor takes ${longest}, is left out`,
  );
  return {};
}

function writeCondition(state: ImportState, expression: Expression): string {
  switch (expression.kind) {
    case 'symbol':
    case 'constant': {
      const alone = writeOperand(state, expression);
      if (expression.kind === 'symbol' && state.names.choices.has(expression.name)) return `${alone} != ''`;
      // A number or a text alone is n.
      return isTristate(state, expression) || ['y', 'm', 'n'].includes(alone) ? alone : 'n';
    }
    case 'not': {
      return `!(${writeCondition(state, expression.operand)})`;
    }
    case 'and':
    case 'or': {
      return expression.operands
        .map((one) => `(${writeCondition(state, one)})`)
        .join(expression.kind === 'and' ? ' && ' : ' || ');
    }
    case 'compare': {
      const { left, operator, right } = expression;
      // Only for being y, as what is in a choice asks: a descriptor's is one of its members then.
      if (left.kind === 'symbol' && state.names.choices.has(left.name)) return writeCondition(state, left);
      return `${writeOperand(state, left)} ${operator} ${writeOperand(state, right)}`;
    }
  }
}

function isTristate({ tree }: ImportState, operand: Operand): boolean {
  const type = operand.kind === 'symbol' ? tree.symbols.get(operand.name)?.type : undefined;
  return type === 'bool' || type === 'tristate';
}

function writeOperand(state: ImportState, operand: Operand): string {
  if (operand.kind === 'symbol' && state.tree.symbols.get(operand.name)?.type !== 'unknown') {
    const name = state.names.options.get(operand.name) ?? state.names.choices.get(operand.name);
    if (name !== undefined) return name;
  }
  const constant = operand.kind === 'symbol' ? operand.name : operand.text;
  if (/^(y|m|n|-?(0|[1-9]\d*)|0x[0-9a-fA-F]+)$/.test(constant)) return constant;
  if (!constant.includes("'")) return `'${constant}'`;
  if (!constant.includes('"')) return `"${constant}"`;
  state.problems.push(`a text with both kinds of quotes in a condition: ${constant}`);
  return "''";
}
