import type { Library } from '@unicore/descriptor';
import { describe, expect, it } from 'vitest';
import { arch, bump, input, library, lwip, plat, prompted, tlsf } from '../test/builders.ts';
import { solve } from './solve.ts';

const malloc = { requires: { malloc: '1.0' } } as const;

const ruleOf = (libraries: readonly Library[], rest: object = {}): unknown =>
  solve(input({ libraries, roots: ['user'], ...rest })).providers['malloc'];

describe('who provides a contract that allows one', () => {
  const user = library('user', malloc);
  it('is what the config says, before a root', () => {
    expect(
      ruleOf([user, tlsf, bump], { roots: ['user', 'alloc-bump'], providers: { malloc: 'alloc-tlsf' } }),
    ).toEqual(['alloc-tlsf']);
  });

  it('is a root, before the default of who requires it', () => {
    const withDefault = library('user', { ...malloc, defaults: { malloc: 'alloc-bump' } });
    expect(ruleOf([withDefault, tlsf, bump], { roots: ['user', 'alloc-tlsf'] })).toEqual(['alloc-tlsf']);
  });

  it('is the default of who requires it, before another that is installed', () => {
    const withDefault = library('user', { ...malloc, defaults: { malloc: 'alloc-bump' } });
    expect(ruleOf([withDefault, tlsf, bump])).toEqual(['alloc-bump']);
  });

  it('is the only one installed', () => {
    expect(ruleOf([user, tlsf])).toEqual(['alloc-tlsf']);
  });

  it('is the first of the config that applies to the target', () => {
    const xenHeap = library('alloc-xen', { platforms: ['xen'], provides: { malloc: '1.0' } });
    expect(
      ruleOf([user, tlsf, bump, xenHeap], { providers: { malloc: ['alloc-xen', 'alloc-bump'] } }),
    ).toEqual(['alloc-bump']);
  });

  it('is open where several are installed, and the problem lists all', () => {
    const [problem] = solve(input({ libraries: [user, tlsf, bump], roots: ['user'] })).problems;

    expect(problem).toMatchObject({
      code: 'ERR_UNICORE_CHOOSE_PROVIDER',
      contract: 'malloc',
      candidates: ['alloc-bump', 'alloc-tlsf'],
      requiredBy: ['user'],
    });
  });

  it('is open where two requirers bring different defaults', () => {
    const one = library('one', { ...malloc, defaults: { malloc: 'alloc-bump' } });
    const two = library('two', { ...malloc, defaults: { malloc: 'alloc-tlsf' } });
    const { problems } = solve(input({ libraries: [one, two, tlsf, bump], roots: ['one', 'two'] }));

    expect(problems.map(({ code }) => code)).toContain('ERR_UNICORE_CHOOSE_PROVIDER');
    expect(problems[0]?.message).toMatch(/one brings alloc-bump\n {2}two brings alloc-tlsf/);
  });

  it('is one that is in the image anyway, where nothing else chooses', () => {
    const chooser = library('chooser', {
      options: { small: prompted({ default: true, select: ['lib.alloc-bump'] }) },
    });
    expect(ruleOf([user, chooser, tlsf, bump], { roots: ['user', 'chooser'] })).toEqual(['alloc-bump']);
    expect(
      solve(input({ libraries: [user, chooser, tlsf, bump], roots: ['user', 'chooser'] })).problems,
    ).toEqual([]);
  });

  it('is not one whose version is too old, where another serves', () => {
    const newer = library('user', { requires: { malloc: '1.1' } });
    expect(ruleOf([newer, tlsf, bump])).toEqual(['alloc-tlsf']);
  });

  it('is refused where two roots provide it, with both chains', () => {
    const { problems } = solve(input({ libraries: [tlsf, bump], roots: ['alloc-tlsf', 'alloc-bump'] }));

    expect(problems).toMatchObject([
      { code: 'ERR_UNICORE_TWO_PROVIDERS', libraries: ['alloc-bump', 'alloc-tlsf'] },
    ]);
    expect(problems[0]?.hint).toContain("providers: { malloc: 'alloc-bump' }");
  });
});

describe('who provides a contract that allows many', () => {
  const user = library('user', { requires: { netdev: '1.0' } });
  const virtio = library('virtio-net', { provides: { netdev: '1.0' } });
  const e1000 = library('e1000', { provides: { netdev: '1.0' } });
  const netdevs = (rest: object): unknown =>
    solve({ ...input({ libraries: [user, virtio, e1000], roots: ['user'] }), ...rest }).providers['netdev'];

  it('are all that the config names', () => {
    expect(netdevs({ providers: { netdev: ['virtio-net', 'e1000'] } })).toEqual(['e1000', 'virtio-net']);
  });

  it('are those that the config names beside a root, which stays', () => {
    expect(netdevs({ roots: ['user', 'e1000'], providers: { netdev: 'virtio-net' } })).toEqual([
      'e1000',
      'virtio-net',
    ]);
  });

  it('are the roots among them', () => {
    expect(netdevs({ roots: ['user', 'e1000'] })).toEqual(['e1000']);
  });

  it("are the platform's default, which needs not require it", () => {
    const kvm = { ...plat, defaults: { netdev: 'virtio-net' } };
    const solution = solve({
      ...input({ libraries: [] }),
      roots: ['user'],
      libraries: [kvm, arch, ...input({ libraries: [user, virtio, e1000] }).libraries.slice(2)],
    });
    expect(solution.providers['netdev']).toEqual(['virtio-net']);
    expect(solution.reasons['virtio-net']).toEqual({
      kind: 'provides',
      contract: 'netdev',
      by: 'user',
      rule: 'platform',
    });
  });

  it('are open where several are installed', () => {
    expect(netdevs({})).toBeUndefined();
  });
});

describe('an unmet contract', () => {
  it('says who requires it, through which chain', () => {
    const { problems } = solve(input({ libraries: [lwip], roots: ['lwip'] }));

    expect(problems).toMatchObject([
      { code: 'ERR_UNICORE_UNMET_CONTRACT', contract: 'malloc', requiredBy: 'lwip', unfit: [] },
    ]);
    expect(problems[0]?.message).toContain('webserver -> lwip (a dependency of the application)');
  });

  it('names installed providers that cannot serve, and why', () => {
    const xenHeap = library('alloc-xen', { platforms: ['xen'], provides: { malloc: '1.0' } });
    const old = library('alloc-old', { provides: { malloc: '0.9' } });
    const [problem] = solve(input({ libraries: [lwip, xenHeap, old], roots: ['lwip'] })).problems;

    expect(problem).toMatchObject({
      unfit: [
        { library: 'alloc-old', version: '0.9', why: 'version' },
        { library: 'alloc-xen', version: '1.0', why: 'platform' },
      ],
    });
  });

  it('is told for a platform that is not installed', () => {
    const { problems } = solve({
      ...input({ libraries: [] }),
      target: { platform: 'xen', architecture: 'x86_64' },
    });

    expect(problems).toMatchObject([
      { code: 'ERR_UNICORE_UNMET_CONTRACT', contract: 'plat', requiredBy: 'target' },
    ]);
  });

  it('is told for requirements of the application itself', () => {
    const { problems } = solve({
      ...input({ libraries: [] }),
      app: { name: 'webserver', requires: { netstack: '1.0' } },
    });

    expect(problems).toMatchObject([
      { contract: 'netstack', requiredBy: 'app', chain: [{ name: 'webserver' }] },
    ]);
  });

  it('is a wrong version where the chosen provider is too old', () => {
    const newer = library('newer', { requires: { malloc: '1.2' } });
    const { problems } = solve(
      input({ libraries: [newer, bump, tlsf], roots: ['newer'], providers: { malloc: 'alloc-bump' } }),
    );

    expect(problems).toMatchObject([
      { code: 'ERR_UNICORE_CONTRACT_VERSION', library: 'alloc-bump', requiredBy: 'newer' },
    ]);
  });

  it('is an unknown contract where nobody declares it', () => {
    const odd = library('odd', { requires: { mallok: '1.0' } });
    const { problems } = solve(input({ libraries: [odd], roots: ['odd'] }));

    expect(problems).toMatchObject([
      { code: 'ERR_UNICORE_UNKNOWN_CONTRACT', contract: 'mallok', libraries: ['odd'] },
    ]);
    expect(problems[0]?.message).toContain('Did you mean "malloc"?');
  });
});
