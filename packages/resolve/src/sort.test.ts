import { describe, expect, it } from 'vitest';
import { byVersion, groupBy } from './sort.ts';

describe('byVersion', () => {
  it('orders as npm does', () => {
    // Spec: Semantic Versioning 2.0.0, section 11, with its own example of prereleases.
    const ordered = [
      '0.9.9',
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0-rc.1',
      '1.0.0',
      '1.2.0',
      '1.10.0',
      '2.0.0+build.5',
    ];

    expect(ordered.toReversed().toSorted(byVersion)).toEqual(ordered);
    expect(byVersion('1.0.0+a', '1.0.0+b')).toBe(0);
  });
});

describe('groupBy', () => {
  it('keeps the order of items and of first keys', () => {
    expect([...groupBy(['b1', 'a1', 'b2'], (text) => text[0])]).toEqual([
      ['b', ['b1', 'b2']],
      ['a', ['a1']],
    ]);
  });
});
