import type { KconfigTree } from './kconfig-tree.ts';

/** Names of options, choices and menus of a descriptor for what a tree has. */
export interface ImportNames {
  /** Symbol -> option. */
  readonly options: ReadonlyMap<string, string>;
  /** Choice -> option. */
  readonly choices: ReadonlyMap<string, string>;
  /** Makes a name that nothing else has out of a text. */
  unique(text: string): string;
}

const reserved = ['y', 'n', 'm', 'profile', 'platform', 'arch'];

/** Gives every symbol and choice a camelCase name: `NET_TCP` is `netTcp`. Pure. */
export function importNames(tree: KconfigTree): ImportNames {
  const taken = new Set(reserved);
  const unique = (text: string): string => {
    const base = camelCase(text);
    let name = base;
    for (let count = 2; taken.has(name); count++) name = `${base}${count}`;
    taken.add(name);
    return name;
  };
  const options = new Map([...tree.symbols.keys()].map((name) => [name, unique(name)]));
  const choices = new Map(
    [...tree.choices.values()].map(({ name, prompts }) => [name, unique(prompts[0]?.text ?? 'choice')]),
  );
  return { options, choices, unique };
}

function camelCase(text: string): string {
  const words = text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const joined = words
    .map((word, index) => (index === 0 ? word : `${word[0]?.toUpperCase()}${word.slice(1)}`))
    .join('');
  const name = /^[a-z]/.test(joined) ? joined : `x${joined}`;
  return name.slice(0, 48);
}
