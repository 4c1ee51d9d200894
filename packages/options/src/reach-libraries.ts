import { type ContractDeclaration, type ContractVersion, type Library, meets } from '@unicore/descriptor';
import type { OptionEvaluator } from './evaluate-options.ts';
import { isOn } from './option-value.ts';
import type { Reason } from './solve-types.ts';
import { appOwner, compareNames, type Owner, type Requiring, type SymbolTable } from './symbol-table.ts';
import type { UserSettings } from './user-settings.ts';

/** What does not change from round to round. */
export interface Ground {
  readonly table: SymbolTable;
  readonly user: UserSettings;
  readonly contracts: ReadonlyMap<string, ContractDeclaration & { readonly declaredBy: string }>;
  /** Libraries that apply to the target, by name. */
  readonly applicable: ReadonlyMap<string, Library>;
  /** The other libraries, by name, and why they do not apply. */
  readonly unfit: readonly { readonly library: Library; readonly why: 'platform' | 'architecture' }[];
  /** Contract -> names of the applicable libraries that provide it, sorted. */
  readonly providersOf: ReadonlyMap<string, readonly string[]>;
  /** Roots but those that the user took out, or whose place the user gave to another provider. */
  readonly roots: ReadonlySet<string>;
}

export interface Requirer {
  readonly by: string;
  readonly version: ContractVersion;
}

/** One round's answer. */
export interface Reached {
  /** The libraries in the image and why; in order of discovery. */
  readonly reasons: ReadonlyMap<string, Reason>;
  /** Contract -> all who require it. */
  readonly requirers: ReadonlyMap<string, readonly Requirer[]>;
  /** Contracts that nobody can provide. */
  readonly unmet: ReadonlySet<string>;
  /** Contracts that several could provide, with nothing to choose by. */
  readonly undecided: ReadonlyMap<string, readonly string[]>;
}

type ProviderRule = Extract<Reason, { kind: 'provides' }>['rule'];

interface Choice {
  readonly providers: readonly string[];
  readonly rule: ProviderRule;
}

/**
 * Walks from the application through required contracts to all libraries that the image needs, under given option values.
 *
 * Breadth first and in the order of names, so that chains are short and the answer is independent of the order of the input.
 */
export function reachLibraries(ground: Ground, evaluator: OptionEvaluator, visited: Set<string>): Reached {
  const reasons = new Map<string, Reason>();
  const requirers = new Map<string, Requirer[]>();
  const choices = new Map<string, Choice>();
  const pending = new Set<string>();
  const unmet = new Set<string>();
  const undecided = new Map<string, readonly string[]>();
  const queue: string[] = [];

  function visit(name: string, reason: Reason): void {
    if (visited.has(name) || !ground.applicable.has(name)) return;
    visited.add(name);
    reasons.set(name, reason);
    queue.push(name);
  }

  function visitDeclarer(contract: string, by: string): void {
    const declaration = ground.contracts.get(contract);
    if (declaration !== undefined) visit(declaration.declaredBy, { kind: 'declares', contract, by });
  }

  function require({ contract, version }: Requiring, by: Owner | undefined): void {
    const name = by?.name ?? 'target';
    const all = requirers.get(contract) ?? [];
    requirers.set(contract, all);
    all.push({ by: name, version });
    visitDeclarer(contract, name);
    const choice =
      choices.get(contract) ?? chooseProviders(ground, contract, version, by?.defaults ?? {}, platform);
    if (choice === undefined) {
      if (fitProviders(ground, contract, version).length === 0) unmet.add(contract);
      else pending.add(contract);
      return;
    }
    pending.delete(contract);
    choices.set(contract, choice);
    if (by?.defaults[contract] !== undefined) noteDisagreement(contract, by, choice);
    for (const provider of choice.providers)
      visit(provider, { kind: 'provides', contract, by: name, rule: choice.rule });
  }

  /** Two libraries that bring different default providers of a contract that allows one: the user has to say which. */
  function noteDisagreement(contract: string, by: Owner, choice: Choice): void {
    const wanted = by.defaults[contract];
    if (choice.rule !== 'default' || wanted === undefined || choice.providers.includes(wanted)) return;
    if (!ground.applicable.has(wanted) || ground.contracts.get(contract)?.providers === 'many') return;
    const named = new Set([...(undecided.get(contract) ?? []), ...choice.providers, wanted]);
    undecided.set(contract, [...named].toSorted(compareNames));
  }

  function expand(owner: Owner): void {
    for (const requiring of owner.requires) {
      if (evaluator.holds(requiring.when, owner.name)) require(requiring, owner);
    }
    for (const contract of Object.keys(ground.applicable.get(owner.name)?.provides ?? {}).toSorted(
      compareNames,
    )) {
      visitDeclarer(contract, owner.name);
    }
    for (const symbol of owner.bringing) {
      if (!isOn(evaluator.detailsOf(symbol).value)) continue;
      for (const link of symbol.selectsLibraries) {
        if (!evaluator.holds(link.when, owner.name)) continue;
        visit(link.symbol.slice('lib.'.length), { kind: 'select', by: symbol.name });
      }
      for (const link of symbol.impliesLibraries) {
        const name = link.symbol.slice('lib.'.length);
        if (ground.user.libraries.get(name) === false || !evaluator.holds(link.when, owner.name)) continue;
        visit(name, { kind: 'imply', by: symbol.name });
      }
    }
  }

  /** A contract that nothing chooses a provider of is met by what is in the image anyway. */
  function settlePending(): void {
    for (const contract of [...pending].toSorted(compareNames)) {
      const able = ground.providersOf.get(contract) ?? [];
      if (able.some((name) => visited.has(name))) pending.delete(contract);
      else undecided.set(contract, able);
    }
  }

  const platform = chooseTargetProvider(ground, 'plat');
  if (platform === undefined) require({ contract: 'plat', version: '0.0' }, undefined);
  else visit(platform, { kind: 'target', contract: 'plat' });
  const arch = chooseArchProvider(ground, platform);
  if (arch === undefined) require({ contract: 'arch', version: '0.0' }, undefined);
  else visit(arch, { kind: 'target', contract: 'arch' });
  for (const [name, reason] of firstLibraries(ground)) visit(name, reason);
  const app = ground.table.owners.get(appOwner);
  if (app !== undefined) expand(app);
  for (const name of queue) {
    const owner = ground.table.owners.get(name);
    if (owner !== undefined) expand(owner);
  }
  settlePending();
  return { reasons, requirers, unmet, undecided };
}

/** The libraries that the user asked for: what the application depends on, and what its config names. */
function firstLibraries({
  roots,
  user,
  contracts,
  applicable,
}: Ground): readonly (readonly [string, Reason])[] {
  const first = new Map<string, Reason>();
  for (const [name, isWanted] of user.libraries) if (isWanted) first.set(name, { kind: 'config' });
  for (const [contract, names] of user.providers) {
    if (contracts.get(contract)?.providers === 'one') continue;
    const able = names.filter((name) => applicable.has(name));
    const taken = contracts.get(contract)?.providers === 'many' ? able : able.slice(0, 1);
    for (const name of taken) first.set(name, { kind: 'config' });
  }
  for (const name of roots) first.set(name, { kind: 'root' });
  return [...first].toSorted(([left], [right]) => compareNames(left, right));
}

function chooseTargetProvider(ground: Ground, contract: 'plat' | 'arch'): string | undefined {
  return chooseProviders(ground, contract, undefined, {}, undefined)?.providers[0];
}

/** A platform may be its own architecture, as `hosted` is. */
function chooseArchProvider(ground: Ground, platform: string | undefined): string | undefined {
  const provides = platform === undefined ? undefined : ground.applicable.get(platform)?.provides;
  if (provides !== undefined && Object.hasOwn(provides, 'arch')) return platform;
  return chooseTargetProvider(ground, 'arch');
}

function chooseProviders(
  ground: Ground,
  contract: string,
  version: ContractVersion | undefined,
  defaults: Readonly<Record<string, string>>,
  platform: string | undefined,
): Choice | undefined {
  const isMany = ground.contracts.get(contract)?.providers === 'many';
  const able = ground.providersOf.get(contract) ?? [];
  const fit = fitProviders(ground, contract, version);
  const configured = (ground.user.providers.get(contract) ?? []).filter((name) => able.includes(name));
  const platformDefault =
    platform === undefined ? undefined : ground.table.owners.get(platform)?.defaults[contract];
  const orderedRules: readonly (readonly [ProviderRule, readonly string[]])[] = [
    ['config', configured],
    ['platform', able.filter((name) => name === platform)],
    ['root', able.filter((name) => ground.roots.has(name))],
    ['platform', isMany ? fit.filter((name) => name === platformDefault) : []],
    ['default', fit.filter((name) => name === defaults[contract])],
    ['only', fit.length === 1 ? fit : []],
  ];
  const found = orderedRules.find(([, names]) => names.length > 0);
  if (found === undefined) return undefined;
  const [rule, names] = found;
  return { rule, providers: isMany ? names : names.slice(0, 1) };
}

/** Providers that the user did not take out and whose version serves. */
function fitProviders(
  ground: Ground,
  contract: string,
  version: ContractVersion | undefined,
): readonly string[] {
  return (ground.providersOf.get(contract) ?? []).filter((name) => {
    const provided = ground.applicable.get(name)?.provides?.[contract];
    if (provided === undefined || ground.user.libraries.get(name) === false) return false;
    return version === undefined || contract === 'plat' || contract === 'arch' || meets(provided, version);
  });
}
