import { didYouMean, meets, UnicoreError } from '@unicore/descriptor';
import { chainTo, formatChain } from './chain.ts';
import type { OptionEvaluator } from './evaluate-options.ts';
import { configName } from './config-name.ts';
import { findImpossibleSettings } from './find-impossible-settings.ts';
import type { Ground, Reached, Requirer } from './reach-libraries.ts';
import type { ChainLink, Solution, SolveProblem, UnfitProvider } from './solve-types.ts';
import { appOwner, compareNames } from './symbol-table.ts';

/** What the solver has come to. */
export interface Outcome {
  readonly ground: Ground;
  readonly evaluator: OptionEvaluator;
  readonly reached: Reached;
  readonly solution: Solution;
}

/** Makes an error of what stood in the way of an image, with the problem's code, message and hint. Pure. */
export function problemError(problem: SolveProblem): UnicoreError {
  return new UnicoreError(problem.code, problem.message, { hint: problem.hint });
}

/** Finds what stands in the way of an image, in a fixed order; clashes of names are apart, in `findNameClashes`. Pure. */
export function findProblems(outcome: Outcome): readonly SolveProblem[] {
  return [
    ...unknownContracts(outcome),
    ...unmetContracts(outcome),
    ...openChoices(outcome),
    ...twoProviders(outcome),
    ...wrongVersions(outcome),
    ...idleChoices(outcome),
    ...impossibleSettings(outcome),
  ];
}

function sortedRequirers({ reached }: Outcome): readonly (readonly [string, readonly Requirer[]])[] {
  return [...reached.requirers].toSorted(([left], [right]) => compareNames(left, right));
}

function unknownContracts(outcome: Outcome): readonly SolveProblem[] {
  const { ground } = outcome;
  return sortedRequirers(outcome)
    .filter(([contract]) => !ground.contracts.has(contract) && contract !== 'plat' && contract !== 'arch')
    .map(([contract, requirers]) => {
      const libraries = requirers.map(({ by }) => by).toSorted(compareNames);
      return {
        code: 'ERR_UNICORE_UNKNOWN_CONTRACT',
        contract,
        libraries,
        message: `${libraries.map((name) => nameOf(outcome, name)).join(', ')} ${libraries.length === 1 ? 'requires' : 'require'} contract "${contract}", which no installed library declares.${didYouMean(contract, ground.contracts.keys())}`,
        hint: 'Most contracts are declared by @unicore/lib-api: npm install @unicore/lib-api@latest',
      };
    });
}

function unmetContracts(outcome: Outcome): readonly SolveProblem[] {
  const { ground, reached, solution } = outcome;
  const { platform, architecture } = solution.target;
  return [...reached.unmet].toSorted(compareNames).flatMap((contract): readonly SolveProblem[] => {
    if (!ground.contracts.has(contract) && contract !== 'plat' && contract !== 'arch') return [];
    const requirer = neediest(reached.requirers.get(contract) ?? []);
    if (requirer === undefined) return [];
    const { by, version } = requirer;
    const chain = chainTo(solution, by);
    const unfit = unfitProviders(ground, contract);
    const head =
      by === 'target'
        ? `No installed library provides "${contract}" for ${platform}/${architecture}.`
        : `Nothing installed provides "${contract}" ${version} for ${platform}/${architecture}, which ${nameOf(outcome, by)} requires.\n  ${formatChain(chain)}`;
    return [
      {
        code: 'ERR_UNICORE_UNMET_CONTRACT',
        contract,
        version,
        requiredBy: by,
        chain,
        unfit,
        message: [head, ...unfit.map((one) => `  ${unfitText(one, contract)}`)].join('\n'),
        hint: `Install a library that provides "${contract}".`,
      },
    ];
  });
}

/** The requirer of the newest version; of several, the first by name. */
function neediest(requirers: readonly Requirer[]): Requirer | undefined {
  return requirers
    .toSorted((left, right) => compareNames(left.by, right.by))
    .reduce<Requirer | undefined>(
      (most, one) => (most === undefined || !meets(most.version, one.version) ? one : most),
      undefined,
    );
}

function unfitProviders(ground: Ground, contract: string): readonly UnfitProvider[] {
  return ground.unfit
    .flatMap(({ library, why }): readonly UnfitProvider[] => {
      const version = library.provides?.[contract];
      return version === undefined ? [] : [{ library: library.name, version, why }];
    })
    .concat(
      (ground.providersOf.get(contract) ?? []).flatMap((name): readonly UnfitProvider[] => {
        const version = ground.applicable.get(name)?.provides?.[contract];
        if (version === undefined) return [];
        return [
          { library: name, version, why: ground.user.libraries.get(name) === false ? 'excluded' : 'version' },
        ];
      }),
    )
    .toSorted((left, right) => compareNames(left.library, right.library));
}

function unfitText({ library, version, why }: UnfitProvider, contract: string): string {
  switch (why) {
    case 'platform': {
      return `${library} provides it, but not on this platform`;
    }
    case 'architecture': {
      return `${library} provides it, but not on this architecture`;
    }
    case 'version': {
      return `${library} provides ${contract} ${version} only`;
    }
    case 'excluded': {
      return `${library} provides it, but the config takes it out (options.lib.${library} = false)`;
    }
  }
}

function openChoices(outcome: Outcome): readonly SolveProblem[] {
  const { ground, reached, solution } = outcome;
  return [...reached.undecided]
    .toSorted(([left], [right]) => compareNames(left, right))
    .map(([contract, candidates]) => {
      const requiredBy = [...new Set((reached.requirers.get(contract) ?? []).map(({ by }) => by))].toSorted(
        compareNames,
      );
      const wishes = requiredBy
        .flatMap((by) => {
          const wanted = ground.table.owners.get(by)?.defaults[contract];
          return wanted === undefined ? [] : [`  ${nameOf(outcome, by)} brings ${wanted}`];
        })
        .toSorted(compareNames);
      const chain = chainTo(solution, requiredBy[0] ?? appOwner);
      const example =
        ground.contracts.get(contract)?.providers === 'many' ? `['${candidates[0]}']` : `'${candidates[0]}'`;
      return {
        code: 'ERR_UNICORE_CHOOSE_PROVIDER',
        contract,
        requiredBy,
        candidates,
        chain,
        message: [
          `Several installed libraries can provide "${contract}", and nothing chooses between them: ${candidates.join(', ')}.`,
          `  required by ${requiredBy.map((by) => nameOf(outcome, by)).join(', ')}`,
          ...wishes,
          `  ${formatChain(chain)}`,
        ].join('\n'),
        hint: `Say which in unicore.config.ts: providers: { ${quoteKey(contract)}: ${example} }`,
      };
    });
}

function twoProviders({ ground, solution }: Outcome): readonly SolveProblem[] {
  return Object.entries(solution.providers)
    .filter(([contract, names]) => names.length > 1 && ground.contracts.get(contract)?.providers !== 'many')
    .map(([contract, libraries]) => {
      const chains: readonly (readonly ChainLink[])[] = libraries.map((name) => chainTo(solution, name));
      return {
        code: 'ERR_UNICORE_TWO_PROVIDERS',
        contract,
        libraries,
        chains,
        message: [
          `${libraries.length === 2 ? 'Two libraries' : `${libraries.length} libraries`} in the image provide "${contract}": ${libraries.join(' and ')}.`,
          ...chains.map((chain) => `  ${formatChain(chain)}`),
        ].join('\n'),
        hint: `An image has one. Say which in unicore.config.ts: ${libraries.map((name) => `providers: { ${quoteKey(contract)}: '${name}' }`).join(' or ')}; or uninstall what you do not want.`,
      };
    });
}

function wrongVersions(outcome: Outcome): readonly SolveProblem[] {
  const { ground, solution } = outcome;
  return sortedRequirers(outcome).flatMap(([contract, requirers]) =>
    (solution.providers[contract] ?? []).flatMap((library) => {
      const provided = ground.applicable.get(library)?.provides?.[contract];
      return requirers
        .filter(({ by, version }) => by !== 'target' && provided !== undefined && !meets(provided, version))
        .toSorted((left, right) => compareNames(left.by, right.by))
        .map(({ by, version }): SolveProblem => {
          const chain = chainTo(solution, by);
          return {
            code: 'ERR_UNICORE_CONTRACT_VERSION',
            contract,
            library,
            requiredBy: by,
            chain,
            message: `${nameOf(outcome, by)} requires "${contract}" ${version}, but ${library} provides ${provided}.\n  ${formatChain(chain)}\n  ${formatChain(chainTo(solution, library))}`,
            hint: `npm install @unicore/lib-${library}@latest, or choose another provider: providers.${contract} in unicore.config.ts`,
          };
        });
    }),
  );
}

/** A provider that the config names, but that cannot serve this target. */
function idleChoices({ ground, solution, reached }: Outcome): readonly SolveProblem[] {
  const { platform, architecture } = solution.target;
  return [...ground.user.providers]
    .filter(
      ([contract, names]) =>
        reached.requirers.has(contract) && !names.some((name) => ground.applicable.has(name)),
    )
    .map(([contract, names]) => ({
      code: 'ERR_UNICORE_UNKNOWN_PROVIDER' as const,
      setting: `providers.${contract}`,
      message: `providers.${contract} in the config: ${names.join(', ')} ${names.length === 1 ? 'does' : 'do'} not apply to ${platform}/${architecture}.`,
      hint: `Add a provider for this target to the list: providers: { ${quoteKey(contract)}: [${names.map((name) => `'${name}'`).join(', ')}, '...'] }`,
    }));
}

function impossibleSettings(outcome: Outcome): readonly SolveProblem[] {
  const { ground } = outcome;
  return findImpossibleSettings(outcome)
    .filter(({ symbol }) => !ground.user.lines.has(symbol))
    .map(({ symbol, wanted, range, why }): SolveProblem => {
      const setting = `options.${symbol}`;
      if (range !== undefined) {
        return {
          code: 'ERR_UNICORE_BAD_OPTION_VALUE',
          setting,
          message: `${setting} in the config: expected ${range} as other options are now, got ${wanted}.`,
          hint: 'Set it to a value of that range, or leave it out to take the default.',
        };
      }
      return {
        code: 'ERR_UNICORE_OPTION_NOT_VISIBLE',
        setting,
        message: `${setting} in the config cannot be set to ${wanted}: ${why}.`,
        hint: `Meet that condition first, or drop ${setting} from the config.`,
      };
    });
}

/** Finds symbols that would share one `CONFIG_` name. Pure. */
export function findNameClashes(symbols: Iterable<string>): readonly SolveProblem[] {
  const owners = new Map<string, string>();
  const problems: SolveProblem[] = [];
  for (const symbol of symbols) {
    const name = configName(symbol);
    const other = owners.get(name);
    if (other === undefined) {
      owners.set(name, symbol);
      continue;
    }
    problems.push({
      code: 'ERR_UNICORE_CONFIG_NAME_CLASH',
      setting: symbol,
      message: `${other} and ${symbol} would both be ${name}.`,
      hint: [other, symbol].some((one) => one.startsWith(`${appOwner}.`))
        ? "Rename the application's own option, in ownOptions of the config."
        : 'One of the two has to be renamed by its author; until then they cannot share an image.',
    });
  }
  return problems;
}

function nameOf({ solution }: Outcome, by: string): string {
  if (by === appOwner) return solution.app;
  return by === 'target' ? 'the image' : by;
}

function quoteKey(key: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(key) ? key : `'${key}'`;
}
