import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderLibraries, type OrderedItem } from './order-libraries.ts';

const item = (
  name: string,
  dependencies: readonly string[] = [],
  providers: readonly string[] = [],
): OrderedItem => ({
  name,
  dependencies,
  providers,
});
const names = (items: readonly OrderedItem[]) => orderLibraries(items).map((one) => one.name);

describe('orderLibraries', () => {
  it('puts each library after all that it depends on, equals by name', () => {
    const items = [item('b', ['c']), item('a', ['b']), item('d'), item('c')];

    expect(names(items)).toEqual(['c', 'b', 'a', 'd']);
  });

  it('puts the provider of a contract before its requirer', () => {
    expect(names([item('a', [], ['z']), item('z')])).toEqual(['z', 'a']);
  });

  it('lets contracts form a loop: whole objects are linked, whichever comes first', () => {
    expect(names([item('libc', [], ['lwip']), item('lwip', [], ['libc'])])).toEqual(['lwip', 'libc']);
  });

  it('ignores needs that are not in the image, and itself', () => {
    expect(names([item('a', ['gone'], ['a'])])).toEqual(['a']);
  });

  it('refuses a loop of npm dependencies, with each edge', () => {
    expect(() => names([item('a', ['b']), item('b', ['c']), item('c', ['b'])])).toThrow(
      expect.objectContaining({
        code: 'ERR_UNICORE_DEPENDENCY_LOOP',
        message:
          'The dependencies of libraries form a loop: b -> c -> b.\n  b depends on c\n  c depends on b',
      }),
    );
  });

  it('gives the same order, each after its dependencies, however the libraries come', () => {
    const graph = fc
      .uniqueArray(fc.stringMatching(/^[a-e]{1,3}$/u), { minLength: 1, maxLength: 20 })
      .chain((all) =>
        fc.tuple(
          ...all.map((name, index) =>
            fc
              .tuple(fc.subarray(all.slice(0, index)), fc.subarray(all))
              .map(([dependencies, providers]) => item(name, dependencies, providers)),
          ),
        ),
      )
      .chain((items) =>
        fc.tuple(fc.constant(items), fc.shuffledSubarray(items, { minLength: items.length })),
      );
    fc.assert(
      fc.property(graph, ([items, shuffled]) => {
        const acyclic = items.map((one) => item(one.name, one.dependencies));
        const order = names(acyclic);
        for (const { name, dependencies } of acyclic) {
          for (const need of dependencies) expect(order.indexOf(need)).toBeLessThan(order.indexOf(name));
        }
        expect(names(shuffled)).toEqual(names(items));
      }),
    );
  });
});
