import { describe, expect, it } from 'vitest';
import { parseTap } from './tap.ts';

describe('parseTap', () => {
  it('reads plan, results, skips with their reason and the lines before a failure', () => {
    const output =
      'booting\n1..3\nok 1 - adds\n# main.c:7: a == b: got 1, compared with 2\nnot ok 2 - splits text\nok 3 - maps # SKIP no MMU\n';

    expect(parseTap(output)).toEqual({
      planned: 3,
      tests: [
        { name: 'adds', outcome: 'passed', detail: '' },
        { name: 'splits text', outcome: 'failed', detail: '# main.c:7: a == b: got 1, compared with 2' },
        { name: 'maps', outcome: 'skipped', detail: 'no MMU' },
      ],
    });
  });

  it('promises nothing where the program said nothing', () => {
    expect(parseTap('Segmentation fault\n')).toEqual({ planned: undefined, tests: [] });
  });
});
