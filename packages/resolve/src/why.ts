import { nearestName } from '@unicore/descriptor';
import {
  chainTo,
  configName,
  type ChainLink,
  type OptionValue,
  type Origin,
  type Solution,
  type Target,
} from '@unicore/options';
import { chainsTo, type Link } from './chains.ts';
import { unknownSubject } from './errors.ts';
import { indexLibraries, type LibraryIndex } from './library-index.ts';
import type { PlanInput } from './make-plan.ts';
import { installCommand } from './package-manager-commands.ts';
import { oneVersionOfEach } from './one-version.ts';
import { ownValue } from './own-value.ts';
import type { PoolEntry } from './pool.ts';
import { solveTarget } from './solve-target.ts';
import { byText } from './sort.ts';
import type { Tree } from './tree.ts';
import { whyChains, type WhyLink } from './why-chains.ts';

/** Why something is as it is in the image for one target. */
export type Why = WhyLibrary | WhyContract | WhyOption;

interface WhyBase {
  readonly target: Target;
  /** Name of the library or contract, or `lwip.ipv6`. */
  readonly subject: string;
}

export interface WhyLibrary extends WhyBase {
  readonly kind: 'library';
  readonly package: string;
  readonly inImage: boolean;
  /** From the application to it, through what each requires; empty where it is not in the image. */
  readonly chain: readonly ChainLink[];
  /** Up to {@link mostChains} ways from the application to it, the shortest first. */
  readonly chains: readonly (readonly WhyLink[])[];
  /** Up to ten chains of npm dependencies that install it. */
  readonly installedBy: readonly (readonly Link[])[];
}

export interface WhyContract extends WhyBase {
  readonly kind: 'contract';
  /** Of the image. */
  readonly providers: readonly string[];
  /** Chain to each library of the image that requires it, sorted by that library's name. */
  readonly requiredBy: readonly (readonly ChainLink[])[];
}

export interface WhyOption extends WhyBase {
  readonly kind: 'option';
  readonly value: OptionValue;
  readonly origin: Origin;
  /** From the application to the library whose option it is. */
  readonly chain: readonly ChainLink[];
}

/**
 * Tells for each target why a library, a contract or an option is in the image, or as it is. Pure.
 *
 * It also answers where no plan can be made. `boot` may be both a library and a contract, and then has two answers.
 *
 * @param subject - `lwip`, `@unicore/lib-lwip`, `netstack`, `lwip.ipv6` or `CONFIG_LWIP_IPV6`
 * @param alsoKnown - other names, one of which may be meant where none of these has that name
 * @throws {UnicoreError} `ERR_UNICORE_UNKNOWN_SUBJECT` with the nearest name, and what `oneVersionOfEach` and `solve` throw
 */
export function why(input: PlanInput, subject: string, alsoKnown: readonly string[] = []): readonly Why[] {
  const { tree } = input;
  const index = indexLibraries(oneVersionOfEach(tree));
  const solutions = input.targets.map((target) => solveTarget(input, index, target));
  const answers = solutions.flatMap((solution) => answer(subject, { tree, index, solution }));
  if (answers.length === 0) {
    throw unknownSubject(
      subject,
      platformLibrary(index, subject) ??
        nearestName(subject, [...knownSubjects(index, solutions), ...alsoKnown]),
      whoHasIt(subject, input.pool?.libraries ?? [], { tree, index }),
    );
  }
  return answers;
}

/** What to do about a name that only the pool, or an installed library whose code for it is not in the image, has. */
function whoHasIt(
  subject: string,
  pool: readonly PoolEntry[],
  { tree, index }: Pick<Context, 'tree' | 'index'>,
): string | undefined {
  const named = pool.find((one) => one.name === subject || one.package === subject);
  const having = named
    ? [named]
    : pool.filter(({ exports = [], headers = [] }) => [...exports, ...headers].includes(subject));
  const installed = having.find(({ name }) => index.byName.has(name));
  if (installed)
    return `The library "${installed.name}", which is installed, has it; nothing in the image uses it.`;
  const [first] = having;
  return (
    first && `The pool has it. To install it: ${installCommand(tree.packageManager.name, [first.package])}`
  );
}

/** The library that is the platform of that name. */
function platformLibrary(index: LibraryIndex, platform: string): string | undefined {
  return [...index.byName.values()].find(
    ({ library }) => library.provides?.['plat'] && library.platforms?.includes(platform),
  )?.library.name;
}

/** More ways to one library than that say nothing new. */
const mostChains = 10;

interface Context {
  readonly tree: Tree;
  readonly index: LibraryIndex;
  readonly solution: Solution;
}

function answer(subject: string, context: Context): readonly Why[] {
  const { index, solution } = context;
  const library = index.nameOfPackage.get(subject) ?? subject.replace(/^lib\./u, '');
  const contract = subject.replace(/^contract\./u, '');
  const option = Object.keys(solution.origins).find(
    (name) => name === subject || configName(name) === subject,
  );
  return [
    ...(index.byName.has(library) ? [whyLibrary(library, context)] : []),
    ...(index.contracts.has(contract) ? [whyContract(contract, context)] : []),
    ...(option === undefined ? [] : [whyOption(option, context)]),
  ];
}

function whyLibrary(name: string, { tree, index, solution }: Context): WhyLibrary {
  const entry = index.byName.get(name);
  const inImage = Object.hasOwn(solution.reasons, name);
  return {
    kind: 'library',
    target: solution.target,
    subject: name,
    package: entry?.package ?? name,
    inImage,
    chain: inImage ? chainTo(solution, name) : [],
    chains: inImage ? whyChains(name, { tree, index, solution }, mostChains) : [],
    installedBy: entry ? chainsTo(tree, entry.folder, 10) : [],
  };
}

function whyContract(contract: string, { index, solution }: Context): WhyContract {
  const requirers = solution.libraries.filter((name) =>
    Object.hasOwn(index.byName.get(name)?.library.requires ?? {}, contract),
  );
  return {
    kind: 'contract',
    target: solution.target,
    subject: contract,
    providers: ownValue(solution.providers, contract) ?? [],
    requiredBy: requirers.map((name) => chainTo(solution, name)),
  };
}

function whyOption(option: string, { solution }: Context): WhyOption {
  return {
    kind: 'option',
    target: solution.target,
    subject: option,
    value: solution.values[option] ?? '',
    origin: solution.origins[option] ?? { kind: 'unavailable' },
    chain: chainTo(solution, option.slice(0, option.indexOf('.'))),
  };
}

function knownSubjects(index: LibraryIndex, solutions: readonly Solution[]): readonly string[] {
  const options = solutions.flatMap((solution) => Object.keys(solution.origins));
  return [
    ...new Set([
      ...index.byName.keys(),
      ...index.nameOfPackage.keys(),
      ...index.contracts.keys(),
      ...options,
    ]),
  ].toSorted(byText);
}
