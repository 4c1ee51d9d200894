import type { Configuration } from './configuration.ts';
import { triText } from './evaluate.ts';
import type { Tristate } from './symbol-model.ts';

/** Ways to fill a configuration, by the names that conf has for them. */
export type FillMode = 'allnoconfig' | 'allyesconfig' | 'allmodconfig' | 'alldefconfig' | 'randconfig';

/**
 * Sets all that nobody has set yet: to n, y or m as far as dependencies let it, to nothing (defaults hold), or at random.
 *
 * @param random - gives numbers from 0 up to 1, for `randconfig`; a seeded one makes it repeatable
 */
export function fillConfiguration(configuration: Configuration, mode: FillMode, random: () => number): void {
  if (mode === 'alldefconfig') return;
  const { tree, settings } = configuration;
  const isSet = new Set(settings.keys());
  const fixed = { allnoconfig: 0, allyesconfig: 2, allmodconfig: 1 } as const;
  const level = (isTristate: boolean): Tristate => {
    if (mode !== 'randconfig') return fixed[mode];
    const draw = random();
    if (!isTristate) return draw < 0.5 ? 2 : 0;
    return draw < 1 / 3 ? 2 : draw < 2 / 3 ? 1 : 0;
  };
  const filled: [string, string][] = [];
  for (const { name, type, choice } of tree.symbols.values()) {
    if (isSet.has(name) || (type !== 'bool' && type !== 'tristate')) continue;
    const tri = mode === 'allnoconfig' && tree.allNoConfigY.has(name) ? 2 : level(type === 'tristate');
    // Of a choice that is y, the choice itself says which member is.
    const value = tri === 1 && type === 'bool' ? 'y' : triText(tri);
    if (choice === undefined || value !== 'y') filled.push([name, value]);
  }
  configuration.load(filled);
  for (const choice of tree.choices.values()) {
    if (choice.members.some((member) => isSet.has(member.name))) continue;
    const tri = level(choice.type === 'tristate');
    configuration.wish(choice, { tri, pick: undefined });
    if (mode !== 'randconfig') continue;
    const able = choice.members.filter((member) => configuration.values.symbol(member).visible === 2);
    const pick = able[Math.floor(random() * able.length)];
    if (pick !== undefined) configuration.wish(choice, { tri, pick: pick.name });
  }
}

/** Makes a source of random numbers that a seed repeats (mulberry32). Not for secrets. Pure. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
