import type { Profile } from './read.ts';

/** Renders one line a stack, `main;work;leaf 12`, sorted: what flamegraph.pl, speedscope and others read. Pure. */
export function foldedStacks({ stacks }: Pick<Profile, 'stacks'>): string {
  const counts = new Map<string, number>();
  for (const { frames, count } of stacks) {
    const line = frames.map((frame) => frame.replaceAll(';', ':').replaceAll(/\s+/g, ' ')).join(';');
    counts.set(line, (counts.get(line) ?? 0) + count);
  }
  const lines = [...counts].map(([line, count]) => `${line} ${count}\n`);
  return lines.toSorted((a, b) => (a < b ? -1 : 1)).join('');
}
