import { describe, expect, it } from 'vitest';
import { findLine } from './find-line.ts';

const descriptor = `import { defineLibrary, int } from '@unicore/descriptor';

/* requires: { malloc: 'in a comment' } */
export default defineLibrary({
  name: 'lwip', // requires: { malloc: '0.0' }
  summary: "requires: { malloc: 'in a text' }",
  requires: {
    'netdev': '1.0',
    malloc: '1.0',
  },
  options: {
    ipv6: bool({
      default: true,
      select: ['lib.entropy'],
    }),
    malloc: int({ default: 1 }),
  },
  \`other\`: 1,
});
`;

describe('findLine', () => {
  it('finds keys by where they stand, not by their name alone', () => {
    expect(findLine(descriptor, ['requires', 'malloc'])).toBe(9);
    expect(findLine(descriptor, ['options', 'malloc'])).toBe(16);
    expect(findLine(descriptor, ['requires', 'netdev'])).toBe(8);
    expect(findLine(descriptor, ['options', 'ipv6', 'select'])).toBe(14);
    expect(findLine(descriptor, ['other'])).toBe(18);
  });

  it('finds none in comments and texts, and none that is not there', () => {
    expect(findLine(descriptor, ['malloc'])).toBeUndefined();
    expect(findLine(descriptor, ['requires', 'sched'])).toBeUndefined();
    expect(findLine('', ['name'])).toBeUndefined();
    expect(findLine('"unclosed: {', ['unclosed'])).toBeUndefined();
    expect(findLine('}}}} a: 1', ['a'])).toBeUndefined();
  });

  it('reads JSON', () => {
    const text = '{\n  "name": "shop",\n  "dependencies": {\n    "@unicore/lib-lwip": "1"\n  }\n}\n';

    expect(findLine(text, ['dependencies', '@unicore/lib-lwip'])).toBe(4);
  });
});
