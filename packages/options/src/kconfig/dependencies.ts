import { type Expression, symbolsOf } from '../expression.ts';
import type { ModelChoice, ModelSymbol, SymbolModel, When } from './symbol-model.ts';

const known = new WeakMap<ModelSymbol | ModelChoice, readonly string[]>();

/** Names every symbol and choice that a value may depend on, without repetitions. Pure; the model must not change any more. */
export function dependenciesOf(model: SymbolModel, name: string): readonly string[] {
  const node = model.symbols.get(name) ?? model.choices.get(name);
  if (node === undefined) return [];
  const found = known.get(node);
  if (found !== undefined) return found;
  const names = new Set<string>();
  if ('members' in node) gatherChoice(node, names);
  else gatherSymbol(node, names);
  const list = [...names];
  known.set(node, list);
  return list;
}

function gatherSymbol(symbol: ModelSymbol, names: Set<string>): void {
  add(names, symbol.dependsOn);
  for (const { when } of symbol.prompts) add(names, when);
  for (const { value, when } of symbol.defaults) {
    add(names, when);
    add(names, value);
  }
  for (const { low, high, when } of symbol.ranges) {
    add(names, when);
    add(names, low);
    add(names, high);
  }
  for (const { by, when } of [...symbol.selectedBy, ...symbol.impliedBy]) {
    names.add(by);
    add(names, when);
  }
  if (symbol.choice !== undefined) names.add(symbol.choice.name);
  if (symbol.type === 'tristate' && symbol.modules !== undefined) names.add(symbol.modules);
}

/** Which member is y depends on whether each is visible. */
function gatherChoice(choice: ModelChoice, names: Set<string>): void {
  for (const { when } of choice.prompts) add(names, when);
  for (const when of choice.atLeast) add(names, when);
  for (const { when } of choice.defaults) add(names, when);
  for (const { prompts } of choice.members) for (const { when } of prompts) add(names, when);
  names.delete(choice.name);
  if (choice.type === 'tristate' && choice.modules !== undefined) names.add(choice.modules);
}

function add(names: Set<string>, expression: When | Expression): void {
  if (expression === undefined) return;
  for (const name of symbolsOf(expression)) names.add(name);
}

/** The shortest way from a name back to itself, the name repeated at the end. Pure. */
export function shortestCycle(model: SymbolModel, start: string): readonly string[] {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const name of queue) {
    for (const read of dependenciesOf(model, name)) {
      if (read === start) return [...pathTo(name, cameFrom), start];
      if (cameFrom.has(read)) continue;
      cameFrom.set(read, name);
      queue.push(read);
    }
  }
  return [start, start];
}

function pathTo(name: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const path: string[] = [];
  for (let at: string | undefined = name; at !== undefined; at = cameFrom.get(at)) path.unshift(at);
  return path;
}

/** Finds a loop among what values may depend on, whether or not it is read in fact, as conf does when it has read all files. Pure. */
export function findLoop(model: SymbolModel): readonly string[] | undefined {
  const done = new Set<string>();
  for (const first of [...model.symbols.keys(), ...model.choices.keys()]) {
    if (done.has(first)) continue;
    const onPath = new Set<string>([first]);
    const stack = [{ name: first, reads: dependenciesOf(model, first), next: 0 }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const read = top.reads[top.next++];
      if (read === undefined) {
        stack.pop();
        onPath.delete(top.name);
        done.add(top.name);
      } else if (onPath.has(read)) {
        const names = stack.map(({ name }) => name);
        return [...names.slice(names.indexOf(read)), read];
      } else if (!done.has(read)) {
        onPath.add(read);
        stack.push({ name: read, reads: dependenciesOf(model, read), next: 0 });
      }
    }
  }
  return undefined;
}
