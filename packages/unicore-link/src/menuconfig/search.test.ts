import { afterEach, expect, it } from 'vitest';
import type { Hit } from './menu-model.ts';
import { openSearch, type Search, type Searchable, type SearchAnswer } from './search.ts';

const hit = (id: string): Hit => ({ id, name: id, prompt: id });
const texts: Searchable = [
  [hit('one'), 'one'],
  [hit('two'), 'two\nThe second'],
  [hit('endless'), `${'a'.repeat(60)}b`],
];

let search: Search | undefined;
afterEach(() => search?.stop());

/** Starts searches, one right behind the other, and gives the answers until that of the last. */
async function answers(
  ...patterns: readonly string[]
): Promise<readonly (readonly [string, SearchAnswer])[]> {
  const all: [string, SearchAnswer][] = [];
  await new Promise<void>((resolve) => {
    search ??= openSearch((pattern, found) => {
      all.push([pattern, found]);
      if (pattern === patterns.at(-1)) resolve();
    });
    for (const pattern of patterns) search.start(texts, pattern);
  });
  search?.stop();
  search = undefined;
  return all;
}

it('finds in any line, whatever the case', async () => {
  expect(await answers('^the SEC|one')).toEqual([['^the SEC|one', { hits: [hit('one'), hit('two')] }]]);
});

it('answers the last pattern alone, when others came before it', async () => {
  expect(await answers('o', 'on', 'one')).toEqual([['one', { hits: [hit('one')] }]]);
});

it('ends a pattern that would go on for longer than anybody waits', async () => {
  const [[, answer] = []] = await answers('(a+)+$');
  expect(answer?.wrong).toContain('takes too long');
});

it('leaves such a pattern for the next one', async () => {
  expect(await answers('(a+)+$', '(a+)+$|two', 'two')).toEqual([['two', { hits: [hit('two')] }]]);
});
