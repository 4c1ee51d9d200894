import { type Library, type Option, UnicoreError } from '@unicore/descriptor';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  formatDotConfig,
  holds,
  type OptionValue,
  prepareSolve,
  readDotConfig,
  type Solution,
  solve,
  type SolveInput,
  type SolveSettings,
} from '../src/index.ts';
import { input, library } from './builders.ts';

const names = ['a', 'b', 'c', 'd', 'e'] as const;
const contracts = ['malloc', 'sched', 'netstack', 'netdev', 'trace'] as const;
const bools = ['b0', 'b1', 'b2', 'b3'] as const;

/** Conditions over options that stand before the own one, so that most inputs hold no loop. */
function condition(readsPresence: boolean): fc.Arbitrary<string> {
  const symbols: fc.Arbitrary<string>[] = [
    fc.constantFrom(...bools.slice(0, 2)),
    fc.constantFrom('i0 > 3', "profile = 'size'", 'm0 = fast', 'y'),
    fc
      .tuple(fc.constantFrom(...names), fc.constantFrom(...bools.slice(0, 2)))
      .map(([owner, name]) => `${owner}.${name}`),
  ];
  if (readsPresence) {
    symbols.push(fc.constantFrom(...names).map((name) => `lib.${name}`));
    symbols.push(fc.constantFrom(...contracts).map((name) => `contract.${name}`));
  }
  const symbol = fc.oneof(...symbols).map((text) => text.replace('= fast', "= 'fast'"));
  return fc.oneof(
    symbol,
    fc
      .tuple(symbol, fc.constantFrom('&&', '||'), symbol, fc.boolean())
      .map(([left, operator, right, isNegated]) => `${isNegated ? '!' : ''}(${left}) ${operator} ${right}`),
  );
}

function withoutUndefined(option: object): Option {
  return JSON.parse(JSON.stringify(option)) as Option;
}

function optionsOf(readsPresence: boolean): fc.Arbitrary<Record<string, Option>> {
  const when = fc.option(condition(readsPresence), { nil: undefined });
  const link = fc
    .tuple(fc.constantFrom(...names), fc.constantFrom('b2', 'b3'))
    .map(([owner, name]) => ({ symbol: `${owner}.${name}` }));
  const plainBool = fc
    .record({ prompt: fc.constant('P'), default: fc.boolean() })
    .map((rest): Option => ({ type: 'bool', ...rest }));
  const linkedBool = fc
    .record({
      prompt: fc.option(fc.constant('P'), { nil: undefined }),
      dependsOn: when,
      visibleIf: when,
      default: fc.array(fc.record({ value: fc.boolean(), when }), { maxLength: 2 }),
    })
    .map((rest) => withoutUndefined({ type: 'bool', ...rest }));
  const selecting = fc
    .record({
      prompt: fc.constant('P'),
      default: fc.boolean(),
      select: fc.array(link, { maxLength: 2 }),
      imply: fc.array(link, { maxLength: 2 }),
    })
    .map((rest): Option => ({ type: 'bool', ...rest }));
  const int = fc
    .record({
      dependsOn: when,
      default: fc.integer({ min: -20, max: 20 }),
      low: fc.integer({ min: -5, max: 0 }),
    })
    .map(({ low, ...rest }) => withoutUndefined({ type: 'int', prompt: 'P', ...rest, range: [low, 10] }));
  const member = fc.record({ prompt: fc.constant('M') });
  return fc.record({
    b0: selecting,
    b1: plainBool,
    b2: linkedBool,
    b3: linkedBool,
    i1: int,
    i0: fc.constant<Option>({ type: 'int', prompt: 'P', default: 4 }),
    h0: fc.constant<Option>({ type: 'hex', prompt: 'P', default: '0x10' }),
    s0: fc
      .string()
      .map((text): Option => ({ type: 'string', prompt: 'P', default: text.replaceAll(/[\r\n\0]/g, '') })),
    m0: fc
      .record({ fast: member, small: member })
      .map((members): Option => ({ type: 'choice', prompt: 'P', members, default: 'small' })),
  });
}

function inputs(readsPresence: boolean): fc.Arbitrary<SolveInput> {
  const one = (name: string): fc.Arbitrary<Library> =>
    fc
      .record({
        options: optionsOf(readsPresence),
        provides: fc.uniqueArray(fc.constantFrom(...contracts), { maxLength: 1 }),
        requires: fc.uniqueArray(fc.constantFrom(...contracts), { maxLength: 2 }),
        when: fc.option(condition(readsPresence), { nil: undefined }),
        isDefault: fc.constantFrom(...names),
      })
      .map(({ options, provides, requires, when, isDefault }) =>
        library(name, {
          options,
          provides: Object.fromEntries(provides.map((contract) => [contract, '1.0'])),
          requires: Object.fromEntries(
            requires
              .filter((contract) => !provides.includes(contract))
              .map((contract, index) => [
                contract,
                when !== undefined && index === 0 ? { version: '1.0', when } : '1.0',
              ]),
          ),
          defaults: Object.fromEntries(requires.map((contract) => [contract, isDefault])),
        }),
      );
  const value: fc.Arbitrary<Record<string, OptionValue>> = fc
    .record(
      {
        b1: fc.boolean(),
        b2: fc.boolean(),
        i1: fc.integer({ min: 0, max: 10 }),
        h0: fc.constant('0xAB'),
        m0: fc.constant('fast'),
      },
      { requiredKeys: [] },
    )
    .map((record) => ({ ...record }));
  return fc
    .record({
      libraries: fc.tuple(...names.map(one)),
      roots: fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 }),
      options: fc.dictionary(fc.constantFrom(...names), value),
      providers: fc.dictionary(fc.constantFrom(...contracts), fc.constantFrom(...names), { maxKeys: 1 }),
    })
    .map((rest) => input(rest));
}

/** Solves, or tells the code of what it threw. */
function attempt(one: SolveInput): Solution | string {
  const result = resultOf(() => solve(one));
  return result instanceof UnicoreError ? result.code : result;
}

function resultOf(act: () => Solution): Solution | UnicoreError {
  try {
    return act();
  } catch (error) {
    if (error instanceof UnicoreError) return error;
    throw error;
  }
}

/** Settings one after another: mostly one more change, and back again. */
function changes(): fc.Arbitrary<readonly SolveSettings[]> {
  const owner = fc.constantFrom(...names);
  const option = fc.oneof(
    fc.tuple(fc.constantFrom('b0', 'b1', 'b2', 'b3', 't0', 'l0'), fc.boolean()),
    fc.tuple(fc.constant('t0'), fc.constantFrom<OptionValue>('m', 'wrong')),
    fc.tuple(fc.constantFrom('i0', 'i1'), fc.integer({ min: -6, max: 12 })),
    fc.tuple(fc.constant('m0'), fc.constantFrom<OptionValue>('fast', 'small', 'none')),
  );
  const set = fc
    .tuple(owner, option)
    .map(([name, [key, value]]) => ({ options: { [name]: { [key]: value } } }));
  const presence = fc
    .tuple(owner, fc.boolean())
    .map(([name, value]) => ({ options: { lib: { [name]: value } } }));
  const profile = fc.constantFrom('size', 'speed').map((name) => ({ profile: name as 'size' | 'speed' }));
  const provider = fc
    .tuple(fc.constantFrom(...contracts), owner)
    .map(([contract, name]) => ({ providers: { [contract]: name } }));
  const line = fc.tuple(owner, fc.boolean(), fc.nat(9)).map(([name, value, at]) => ({
    dotConfig: { file: '.config', settings: [{ symbol: `${name}.b1`, value, line: at }], unknown: [] },
  }));
  const back = fc.constant<Partial<SolveSettings> | undefined>(undefined);
  const change = fc.oneof({ weight: 5, arbitrary: set }, presence, profile, provider, line, back);
  return fc.array(change, { minLength: 2, maxLength: 12 }).map((all) => {
    const path: SolveSettings[] = [{ profile: 'size' }];
    for (const one of all) {
      const now = path.at(-1) ?? { profile: 'size' };
      const options = { ...now.options };
      const own: SolveSettings['options'] = one !== undefined && 'options' in one ? one.options : {};
      for (const [name, values] of Object.entries(own ?? {})) options[name] = { ...options[name], ...values };
      path.push(one === undefined ? (path.at(-2) ?? now) : { ...now, ...one, options });
    }
    return path;
  });
}

/** Adds an option that brings a library in, and one of three values. */
function withMore(one: SolveInput): SolveInput {
  const libraries = one.libraries.map((lib, index): Library => {
    if (lib.options?.['b0'] === undefined) return lib;
    const l0: Option = {
      type: 'bool',
      prompt: 'P',
      select: [{ symbol: `lib.${names[index % names.length]}` }],
    };
    const t0: Option = { type: 'tristate', prompt: 'P', default: 'm', dependsOn: 'b1 || l0' };
    const modules: Option = { type: 'bool', prompt: 'P', default: true, modules: true };
    return { ...lib, options: { ...lib.options, l0, t0, modules } };
  });
  return { ...one, libraries };
}

it('gives after any changes what it gives anew, order of keys included', () => {
  fc.assert(
    fc.property(inputs(true).map(withMore), changes(), (one, path) => {
      const solver = prepareSolve(one);
      for (const settings of path) {
        const { app, libraries, roots, target } = one;
        const anew = resultOf(() => solve({ app, libraries, roots, target, ...settings }));
        expect(JSON.stringify(resultOf(() => solver(settings)))).toBe(JSON.stringify(anew));
      }
    }),
    { numRuns: 300 },
  );
});

function solved(one: SolveInput): Solution {
  const solution = attempt(one);
  fc.pre(typeof solution !== 'string');
  return solution as Solution;
}

function codes(solution: Solution): readonly string[] {
  return solution.problems.map(({ code }) => code);
}

function reversed<Value>(record: Readonly<Record<string, Value>> | undefined): Record<string, Value> {
  return Object.fromEntries(Object.entries(record ?? {}).toReversed());
}

it('gives the same solution whatever the order of libraries, roots, options and settings', () => {
  fc.assert(
    fc.property(inputs(true), (one) => {
      const other: SolveInput = {
        ...one,
        libraries: one.libraries.toReversed().map((lib) =>
          Object.assign({}, lib, {
            options: reversed(lib.options),
            provides: reversed(lib.provides),
            requires: reversed(lib.requires),
            contracts: reversed(lib.contracts),
          }),
        ),
        roots: one.roots.toReversed(),
        options: reversed(one.options),
        providers: reversed(one.providers),
      };
      expect(attempt(other)).toEqual(attempt(one));
    }),
    { numRuns: 300 },
  );
});

it('settles: a solution fed back as settings gives the same values and no new problem', () => {
  fc.assert(
    fc.property(inputs(false), (one) => {
      const first = solved(one);
      const owners = one.libraries;
      const read = readDotConfig(formatDotConfig(first, owners), { file: '.config', owners });
      const settings = read.settings.filter(({ symbol }) => !symbol.startsWith('lib.'));
      const { options: _, ...rest } = one;
      const second = solve({ ...rest, dotConfig: { ...read, settings } });

      expect(second.values).toEqual(first.values);
      expect(codes(second)).toEqual(codes(first).filter((code) => code !== 'ERR_UNICORE_OPTION_NOT_VISIBLE'));
      expect(second.warnings.filter(({ code }) => code === 'dot-config')).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

it('keeps what select, depends on and range demand', () => {
  fc.assert(
    fc.property(inputs(true), (one) => {
      const solution = solved(one);
      const isSelected = new Set<string>();
      for (const owner of one.libraries.filter(({ name }) => solution.libraries.includes(name))) {
        for (const [key, option] of Object.entries(owner.options ?? {})) {
          if (option.type !== 'bool' || solution.values[`${owner.name}.${key}`] !== true) continue;
          for (const { symbol } of option.select ?? []) isSelected.add(symbol);
        }
      }
      for (const owner of one.libraries.filter(({ name }) => solution.libraries.includes(name))) {
        for (const [key, option] of Object.entries(owner.options ?? {})) {
          const symbol = `${owner.name}.${key}`;
          const value = solution.values[symbol];
          const isAvailable = option.dependsOn === undefined || holds(solution, owner.name, option.dependsOn);
          if (isSelected.has(symbol)) expect(value).toBe(true);
          else if (!isAvailable) expect([false, 0]).toContain(value);
          if (option.type === 'int' && option.range !== undefined && isAvailable) {
            expect(value).toBeGreaterThanOrEqual(Number(option.range[0]));
            expect(value).toBeLessThanOrEqual(Number(option.range[1]));
          }
        }
      }
    }),
    { numRuns: 300 },
  );
});

it('gives every requirement that holds a provider, and one only where one is allowed, or says the problem', () => {
  fc.assert(
    fc.property(inputs(true), (one) => {
      const solution = solved(one);
      const told = new Set(
        solution.problems.flatMap((problem) => ('contract' in problem ? [problem.contract] : [])),
      );
      for (const owner of one.libraries.filter(({ name }) => solution.libraries.includes(name))) {
        for (const [contract, requirement] of Object.entries(owner.requires ?? {})) {
          const isNeeded = typeof requirement === 'string' || holds(solution, owner.name, requirement.when);
          if (!isNeeded || told.has(contract)) continue;
          const count = solution.providers[contract]?.length ?? 0;
          expect(count).toBeGreaterThan(0);
          if (contract !== 'netdev') expect(count).toBe(1);
        }
      }
    }),
    { numRuns: 300 },
  );
});
