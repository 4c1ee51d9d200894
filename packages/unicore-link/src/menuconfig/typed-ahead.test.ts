import { describe, expect, it } from 'vitest';
import type { Key } from './keys.ts';
import { createTypedAhead } from './typed-ahead.ts';
import { openUi, type Ui } from './ui-state.ts';

const plain = openUi({ columns: 80, lines: 24 });
const searching = (state: 'searches' | 'jumps'): Ui => ({
  ...plain,
  overlay: { kind: 'search', text: 'mtu', hits: [], index: 0, state },
});
const jumping = searching('jumps');
const typed = (text: string): readonly Key[] => [...text].map((one) => ({ name: 'text', text: one }));
const escape: Key = { name: 'escape' };

describe('keys that are typed ahead', () => {
  it('are kept while Enter waits for a hit, and handed out once, in their order', () => {
    const ahead = createTypedAhead();

    expect([...typed('ab'), { name: 'enter' } as const].map((key) => ahead.keep(jumping, key))).toEqual([
      true,
      true,
      true,
    ]);
    expect(ahead.take()).toEqual([...typed('ab'), { name: 'enter' }]);
    expect(ahead.take()).toEqual([]);
  });

  it('are not kept where nothing waits for them', () => {
    const ahead = createTypedAhead();
    const [key] = typed('a') as [Key];

    expect([plain, searching('searches')].map((ui) => ahead.keep(ui, key))).toEqual([false, false]);
    expect(ahead.take()).toEqual([]);
  });

  it.each(['escape', 'interrupt'] as const)('are dropped by %s, which is pressed at once', (name) => {
    const ahead = createTypedAhead();
    for (const key of typed('ab')) ahead.keep(jumping, key);

    expect(ahead.keep(jumping, { name })).toBe(false);
    expect(ahead.take()).toEqual([]);
  });

  it('are those behind the next search alone once one was left', () => {
    const ahead = createTypedAhead();
    for (const key of [...typed('ab'), escape, ...typed('c')]) ahead.keep(jumping, key);

    expect(ahead.take()).toEqual(typed('c'));
  });

  it('are no more than a hundred', () => {
    const ahead = createTypedAhead();
    for (const key of typed('0123456789'.repeat(20))) expect(ahead.keep(jumping, key)).toBe(true);

    expect(ahead.take()).toEqual(typed('0123456789'.repeat(10)));
  });
});
