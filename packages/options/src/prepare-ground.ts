import type { Library } from '@unicore/descriptor';
import type { Ground } from './reach-libraries.ts';
import type { SolveInput, SolveProblem } from './solve-types.ts';
import { buildSymbolTable, compareNames, sortedEntries } from './symbol-table.ts';
import { readUserSettings, type UserSettings } from './user-settings.ts';

/** What follows from the installed libraries and the target alone, and the problems that show in it already. */
export interface Bedrock extends Omit<Ground, 'user' | 'roots'> {
  readonly problems: readonly SolveProblem[];
}

/**
 * Gathers what stays the same whatever the user sets.
 *
 * Pure.
 *
 * @throws {UnicoreError} `ERR_UNICORE_BAD_EXPRESSION`
 */
export function prepareBedrock(input: Pick<SolveInput, 'app' | 'libraries' | 'target'>): Bedrock {
  const libraries = input.libraries.toSorted((left, right) => compareNames(left.name, right.name));
  const { contracts, problems } = gatherContracts(libraries);
  const judged = libraries.map((library) => ({ library, why: whyUnfit(library, input.target) }));
  const suited = judged.flatMap(({ library, why }) => (why === undefined ? [library] : []));
  const unfit = judged.flatMap(({ library, why }) => (why === undefined ? [] : [{ library, why }]));
  const applicable = new Map(suited.map((library) => [library.name, library]));
  const providersOf = new Map<string, string[]>();
  for (const library of suited) {
    for (const contract of Object.keys(library.provides ?? {})) {
      const names = providersOf.get(contract) ?? [];
      providersOf.set(contract, names);
      names.push(library.name);
    }
  }
  const table = buildSymbolTable(suited, input.app);
  return { table, contracts, applicable, unfit, providersOf, problems };
}

/** Adds what the user set: all that stays the same while the solver goes its rounds. Pure. */
export function layGround(
  bedrock: Bedrock,
  input: SolveInput,
): { readonly ground: Ground; readonly problems: readonly SolveProblem[] } {
  const { problems, ...rest } = bedrock;
  const { contracts, applicable } = bedrock;
  const user = readUserSettings(input, new Set(contracts.keys()));
  const roots = new Set(input.roots.filter((name) => isWantedRoot(name, user, contracts, applicable)));
  return { ground: { ...rest, user, roots }, problems: [...problems, ...user.problems] };
}

/** Tells why a library is left out on a target, if it is. Pure. */
function whyUnfit(library: Library, target: SolveInput['target']): 'platform' | 'architecture' | undefined {
  if (library.platforms?.includes(target.platform) === false) return 'platform';
  return library.archs?.includes(target.architecture) === false ? 'architecture' : undefined;
}

function isWantedRoot(
  name: string,
  user: UserSettings,
  contracts: Ground['contracts'],
  applicable: Ground['applicable'],
): boolean {
  const wish = user.libraries.get(name);
  if (wish !== undefined) return wish;
  return !Object.keys(applicable.get(name)?.provides ?? {}).some((contract) => {
    const chosen = user.providers.get(contract)?.find((provider) => applicable.has(provider));
    return contracts.get(contract)?.providers !== 'many' && chosen !== undefined && chosen !== name;
  });
}

function gatherContracts(libraries: readonly Library[]): {
  readonly contracts: Ground['contracts'];
  readonly problems: readonly SolveProblem[];
} {
  const contracts = new Map<string, NonNullable<ReturnType<Ground['contracts']['get']>>>();
  const problems: SolveProblem[] = [];
  for (const library of libraries) {
    for (const [name, declaration] of sortedEntries(library.contracts)) {
      const earlier = contracts.get(name);
      if (earlier === undefined) {
        contracts.set(name, { ...declaration, declaredBy: library.name });
        continue;
      }
      problems.push({
        code: 'ERR_UNICORE_TWO_DECLARATIONS',
        contract: name,
        libraries: [earlier.declaredBy, library.name],
        message: `Two libraries declare contract "${name}": ${earlier.declaredBy} and ${library.name}.`,
        hint: 'Uninstall one of them; their authors have to agree who owns the name.',
      });
    }
  }
  return { contracts, problems };
}
