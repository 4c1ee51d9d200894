import { seededRandom } from '../../src/index.ts';

/** A Kconfig file and a `.config` for it. */
export interface GeneratedInput {
  readonly seed: number;
  readonly kconfig: string;
  readonly config: string;
}

interface Draft {
  readonly random: () => number;
  readonly lines: string[];
  /** Types of the symbols made so far, by name; a symbol reads only those before it, so there is no loop. */
  readonly types: Map<string, string>;
  readonly members: Set<string>;
  /** Selects and implies go forward to these. */
  readonly planned: string[];
  readonly hasModules: boolean;
  next: number;
  symbolsLeft: number;
}

/** Makes an input out of a seed: the same every time. Every feature of the language that all oracles know may be in it. */
export function generateInput(seed: number): GeneratedInput {
  const random = seededRandom(seed);
  const draft: Draft = {
    random,
    lines: ['mainmenu "Generated"', ''],
    types: new Map(),
    members: new Set(),
    planned: [],
    hasModules: random() < 0.7,
    next: 0,
    symbolsLeft: 4 + Math.floor(random() * 16),
  };
  if (draft.hasModules) {
    draft.lines.push(
      'config MODULES',
      '\tbool "Modules"',
      `\tdefault ${pick(draft, ['y', 'y', 'n'])}`,
      '\toption modules',
      '',
    );
  }
  block(draft, 0);
  return { seed, kconfig: `${draft.lines.join('\n')}\n`, config: userConfig(draft) };
}

function pick<Value>({ random }: Pick<Draft, 'random'>, values: readonly Value[]): Value {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
}

function chance({ random }: Draft, probability: number): boolean {
  return random() < probability;
}

function block(draft: Draft, depth: number): void {
  const entries = 2 + Math.floor(draft.random() * 5);
  for (let index = 0; index < entries && draft.symbolsLeft > 0; index++) {
    const kind = depth < 3 ? draft.random() : 1;
    if (kind < 0.12) menu(draft, depth);
    else if (kind < 0.22 && draft.types.size > 0) conditional(draft, depth);
    else if (kind < 0.36) choice(draft);
    else if (kind < 0.42) comment(draft);
    else if (kind < 0.47 && depth === 0) again(draft);
    else config(draft);
  }
  if (depth === 0 && draft.symbolsLeft > 0) block(draft, depth);
}

function menu(draft: Draft, depth: number): void {
  draft.lines.push(`menu "Menu ${draft.next}"`);
  // In this order: the grammar of conf knows no other.
  if (chance(draft, 0.4)) draft.lines.push(`\tvisible if ${withoutM(condition(draft))}`);
  if (chance(draft, 0.4)) draft.lines.push(`\tdepends on ${condition(draft)}`);
  draft.lines.push('');
  block(draft, depth + 1);
  draft.lines.push('endmenu', '');
}

function conditional(draft: Draft, depth: number): void {
  draft.lines.push(`if ${condition(draft)}`, '');
  block(draft, depth + 1);
  draft.lines.push('endif', '');
}

function comment(draft: Draft): void {
  draft.lines.push(`comment "Comment ${draft.next}"`);
  if (chance(draft, 0.6)) draft.lines.push(`\tdepends on ${condition(draft)}`);
  draft.lines.push('');
}

function newName(draft: Draft): string {
  draft.symbolsLeft--;
  return `S${draft.next++}`;
}

function config(draft: Draft): void {
  const name = newName(draft);
  const type = pick(draft, ['bool', 'bool', 'bool', 'tristate', 'tristate', 'int', 'hex', 'string']);
  draft.lines.push(`${chance(draft, 0.1) ? 'menuconfig' : 'config'} ${name}`);
  const isPrompted = draft.lines.at(-1)?.startsWith('menuconfig') === true || chance(draft, 0.7);
  draft.lines.push(isPrompted ? `\t${type} "Prompt of ${name}"${maybeIf(draft, 0.2)}` : `\t${type}`);
  properties(draft, name, type);
  draft.types.set(name, type);
  draft.lines.push('');
}

function properties(draft: Draft, name: string, type: string): void {
  if (chance(draft, 0.35)) draft.lines.push(`\tdepends on ${condition(draft)}`);
  for (let count = Math.floor(draft.random() * 3); count > 0; count--) {
    draft.lines.push(`\tdefault ${defaultOf(draft, type)}${maybeIf(draft, 0.5)}`);
  }
  if (type === 'int' || type === 'hex') {
    for (let count = Math.floor(draft.random() * 2.5); count > 0; count--) {
      draft.lines.push(`\trange ${range(draft, type)}${maybeIf(draft, 0.4)}`);
    }
  }
  if (type === 'bool' || type === 'tristate') {
    for (const link of ['select', 'imply']) {
      if (!chance(draft, 0.2)) continue;
      const target = `S${draft.next + Math.floor(draft.random() * 6)}`;
      draft.planned.push(target);
      draft.lines.push(`\t${link} ${target}${maybeIf(draft, 0.3)}`);
    }
  }
  if (chance(draft, 0.15)) draft.lines.push('\thelp', `\t  Help of ${name}.`, '', '\t  More of it.');
}

/** Another definition of a symbol that there is. */
function again(draft: Draft): void {
  // Only the newest: its conditions may read all others that there are.
  const [name = '', type = ''] = [...draft.types].at(-1) ?? [];
  if (name === '' || draft.members.has(name) || name === 'MODULES') return;
  draft.types.delete(name);
  draft.lines.push(`config ${name}`);
  if (chance(draft, 0.5)) draft.lines.push(`\tprompt "Again ${name}"${maybeIf(draft, 0.3)}`);
  if (chance(draft, 0.7)) draft.lines.push(`\tdefault ${defaultOf(draft, type)}${maybeIf(draft, 0.5)}`);
  draft.lines.push(`\tdepends on ${condition(draft)}`);
  draft.types.set(name, type);
  draft.lines.push('');
}

function choice(draft: Draft): void {
  const type = draft.hasModules && chance(draft, 0.3) ? 'tristate' : 'bool';
  const count = 2 + Math.floor(draft.random() * 3);
  draft.lines.push('choice', `\t${type} "Choice ${draft.next}"${maybeIf(draft, 0.2)}`);
  if (chance(draft, 0.3)) draft.lines.push(`\tdepends on ${condition(draft)}`);
  if (chance(draft, 0.25)) draft.lines.push('\toptional');
  for (let times = Math.floor(draft.random() * 3); times > 0; times--) {
    const member = `S${draft.next + Math.floor(draft.random() * count)}`;
    draft.lines.push(`\tdefault ${member}${maybeIf(draft, 0.4)}`);
  }
  draft.lines.push('');
  const made: [string, string][] = [];
  for (let index = 0; index < count; index++) {
    const name = newName(draft);
    const own = type === 'tristate' && chance(draft, 0.2) ? 'bool' : type;
    draft.lines.push(`config ${name}`, `\t${own} "Member ${name}"${maybeIf(draft, 0.15)}`);
    if (chance(draft, 0.3)) draft.lines.push(`\tdepends on ${condition(draft)}`);
    draft.lines.push('');
    made.push([name, own]);
    draft.members.add(name);
  }
  for (const [name, own] of made) draft.types.set(name, own);
  draft.lines.push('endchoice', '');
}

function maybeIf(draft: Draft, probability: number): string {
  return draft.types.size > 0 && chance(draft, probability) ? ` if ${condition(draft)}` : '';
}

/** In `visible if`, kconfiglib has m mean `m && MODULES`, as everywhere; conf has it mean m. */
function withoutM(text: string): string {
  return text.replaceAll(/\bm\b/g, 'y');
}

function condition(draft: Draft, depth = 0): string {
  const kind = depth < 3 ? draft.random() : 0;
  if (kind < 0.5) return leaf(draft);
  if (kind < 0.6) return `!${leaf(draft)}`;
  if (kind < 0.65) return `!(${condition(draft, depth + 1)})`;
  const operator = kind < 0.85 ? '&&' : '||';
  return `(${condition(draft, depth + 1)}) ${operator} ${condition(draft, depth + 1)}`;
}

function leaf(draft: Draft): string {
  const able = [...draft.types].slice(-8);
  if (able.length === 0) return pick(draft, ['y', 'n', ...(draft.hasModules ? ['MODULES', 'm'] : ['y'])]);
  const [name, type] = pick(draft, able);
  if (type === 'bool' || type === 'tristate') {
    if (chance(draft, 0.75)) return name;
    return `${name} ${pick(draft, ['=', '!='])} ${pick(draft, type === 'bool' ? ['y', 'n'] : ['y', 'm', 'n'])}`;
  }
  if (type === 'string') return `${name} ${pick(draft, ['=', '!='])} ${stringConstant(draft)}`;
  return `${name} ${pick(draft, ['=', '!=', '<', '>', '<=', '>='])} ${numberConstant(draft, type)}`;
}

function defaultOf(draft: Draft, type: string): string {
  const same = [...draft.types].filter(([, other]) => other === type).map(([name]) => name);
  switch (type) {
    case 'bool': {
      return chance(draft, 0.4) && draft.types.size > 0 ? condition(draft) : pick(draft, ['y', 'n', 'y']);
    }
    case 'tristate': {
      return chance(draft, 0.4) && draft.types.size > 0 ? condition(draft) : pick(draft, ['y', 'm', 'n']);
    }
    case 'string': {
      return same.length > 0 && chance(draft, 0.3) ? pick(draft, same) : stringConstant(draft);
    }
    default: {
      return same.length > 0 && chance(draft, 0.3) ? pick(draft, same) : numberConstant(draft, type);
    }
  }
}

function numberConstant(draft: Draft, type: string): string {
  const number = Math.floor(draft.random() * 24);
  return type === 'hex' ? `0x${number.toString(16)}` : String(number - 4);
}

function stringConstant(draft: Draft): string {
  return `"${pick(draft, ['', 'text', 'two words', '12', '0x1f', 'y', '#no comment', 'a/b.c', "it's"])}"`;
}

function range(draft: Draft, type: string): string {
  const same = [...draft.types].filter(([, other]) => other === type).map(([name]) => name);
  const low = Math.floor(draft.random() * 8);
  const ends = [low, low + 2 + Math.floor(draft.random() * 8)].map((end) =>
    type === 'hex' ? `0x${end.toString(16)}` : String(end - 2),
  );
  if (same.length > 0 && chance(draft, 0.25)) ends[Math.floor(draft.random() * 2)] = pick(draft, same);
  return ends.join(' ');
}

/** What a user may have saved: values of the right type, whether or not they count. */
function userConfig(draft: Draft): string {
  const lines: string[] = [];
  if (draft.hasModules && chance(draft, 0.4))
    lines.push(pick(draft, ['CONFIG_MODULES=y', '# CONFIG_MODULES is not set']));
  const density = draft.random();
  for (const [name, type] of draft.types) {
    if (!chance(draft, density)) continue;
    if (type === 'bool' || type === 'tristate') {
      const value = pick(draft, type === 'bool' ? ['y', 'n'] : ['y', 'm', 'n']);
      lines.push(value === 'n' ? `# CONFIG_${name} is not set` : `CONFIG_${name}=${value}`);
    } else if (type === 'string')
      lines.push(`CONFIG_${name}=${pick(draft, ['"mine"', '""', '"a \\"b\\" \\\\c"'])}`);
    else lines.push(`CONFIG_${name}=${numberConstant(draft, type)}`);
  }
  return lines.map((line) => `${line}\n`).join('');
}
