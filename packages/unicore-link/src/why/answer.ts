import { UnicoreError } from '@unicore/descriptor';
import {
  type Link,
  makePlan,
  type Plan,
  type PlanInput,
  type TargetPlan,
  type WhyContract,
  type WhyLibrary,
  type WhyLink,
  type WhyOption,
  why,
} from '@unicore/resolve';
import { findReferences, symbolNames } from '@unicore/toolchain';
import { type WhyFunction, whyFunction } from '../app/why-function.ts';
import type { Place, Places } from './places.ts';

/** What `why --json` prints of one subject for one target: what resolve tells, with where each thing is written down. */
export type Answer =
  | (Omit<WhyLibrary, 'chains' | 'installedBy'> & {
      readonly chains: readonly (readonly Placed<WhyLink>[])[];
      readonly installedBy: readonly (readonly Placed<Link>[])[];
    })
  | (WhyContract & { readonly requiredAt: readonly Placed<{ readonly library: string }>[] })
  | (WhyOption & { readonly places: readonly Place[] })
  | (Omit<WhyFunction, 'calledBy'> & { readonly calledBy?: readonly SymbolPlaces[] })
  | WhySymbol;

export type Placed<Thing> = Thing & { readonly place?: Place };

/** A function or variable of the image as it was last built. */
export interface WhySymbol {
  readonly kind: 'symbol';
  readonly target: WhyLibrary['target'];
  readonly subject: string;
  readonly library: string;
  readonly sizeBytes: number;
  readonly definedAt?: Place;
  /** From the application to the library; empty for what no library has. */
  readonly chain: WhyLibrary['chain'];
  readonly calledBy: readonly SymbolPlaces[];
}

/** A function, and where in it. */
export interface SymbolPlaces {
  readonly library: string;
  readonly symbol: string;
  readonly places: readonly Place[];
}

/**
 * Tells why a library, a contract, an option, a function of stubs or a symbol is in the image, or as it is.
 *
 * @throws {UnicoreError} `ERR_UNICORE_UNKNOWN_SUBJECT` with the nearest name
 */
export function answersTo(input: PlanInput, subject: string, places: Places): readonly Answer[] {
  const functions = whyFunction(input, subject);
  if (functions) return functions.map((answer) => withCallers(answer, input, places));
  try {
    return why(input, subject).map((answer): Answer => {
      if (answer.kind === 'library') return placeLibrary(answer, places);
      return answer.kind === 'contract' ? placeContract(answer, places) : placeOption(answer, places);
    });
  } catch (error) {
    if (!(error instanceof UnicoreError) || error.code !== 'ERR_UNICORE_UNKNOWN_SUBJECT') throw error;
    const plan = planOf(input);
    const symbols =
      plan && /^[A-Za-z_][\w.]*$/.test(subject) ? whySymbol(plan, input, { subject, places }) : [];
    if (symbols.length > 0) return symbols;
    return why(
      input,
      subject,
      plan?.targets.flatMap((target) => symbolNames(plan, target)),
    ) as never;
  }
}

/** Other questions are answered where no plan can be made, too. */
function planOf(input: PlanInput): Plan | undefined {
  try {
    return makePlan(input);
  } catch {
    return undefined;
  }
}

function placeLibrary(answer: WhyLibrary, places: Places): Answer {
  return {
    ...answer,
    chains: answer.chains.map((chain) =>
      chain.map((link, index) => {
        const from = index > 1 ? chain[index - 1]?.name : undefined;
        return placed(link, link.by && places.edge(from, link.name, link.by));
      }),
    ),
    installedBy: answer.installedBy.map((chain) => {
      const found = places.dependencies(chain);
      return chain.map((link, index) => placed(link, index === 0 ? undefined : found[index - 1]));
    }),
  };
}

function placeContract(answer: WhyContract, places: Places): Answer {
  const requirers = answer.requiredBy.flatMap((chain, index) => {
    const name = chain.at(-1)?.name;
    return name === undefined ? [] : [{ name, index }];
  });
  return {
    ...answer,
    requiredAt: requirers.map(({ name }) =>
      placed({ library: name }, places.edge(name, '', { kind: 'requires', contract: answer.subject })),
    ),
  };
}

function placeOption(answer: WhyOption, places: Places): Answer {
  return { ...answer, places: places.option(answer.subject, answer.origin) };
}

function withCallers({ calledBy, ...answer }: WhyFunction, input: PlanInput, places: Places): Answer {
  const plan = calledBy && planOf(input);
  const target = plan && targetOf(plan, answer);
  if (!plan || !target) return { ...answer, ...(calledBy && { calledBy: calledBy.map(withoutPlaces) }) };
  const references = callersOf(plan, target, answer.symbol, places);
  return {
    ...answer,
    calledBy: calledBy.map(
      (caller) =>
        references.find(({ library, symbol }) => library === caller.library && symbol === caller.symbol) ??
        withoutPlaces(caller),
    ),
  };
}

function withoutPlaces(caller: { readonly library: string; readonly symbol: string }): SymbolPlaces {
  return { ...caller, places: [] };
}

function targetOf(plan: Plan, { target }: Pick<WhyFunction, 'target'>): TargetPlan | undefined {
  return plan.targets.find(
    ({ platform, architecture }) => platform === target.platform && architecture === target.architecture,
  );
}

function callersOf(plan: Plan, target: TargetPlan, symbol: string, places: Places): readonly SymbolPlaces[] {
  const callers = new Map<string, SymbolPlaces & { readonly places: Place[] }>();
  for (const { library, symbol: caller, at } of findReferences(plan, target, symbol)?.references ?? []) {
    const key = `${library}\n${caller}`;
    const one = callers.get(key) ?? { library, symbol: caller, places: [] };
    callers.set(key, one);
    const place = at && places.source(at);
    if (place) one.places.push(place);
  }
  return [...callers.values()];
}

function whySymbol(
  plan: Plan,
  input: PlanInput,
  { subject, places }: { readonly subject: string; readonly places: Places },
): readonly WhySymbol[] {
  return plan.targets.flatMap((target): readonly WhySymbol[] => {
    const use = findReferences(plan, target, subject);
    if (!use) return [];
    const { platform, architecture } = target;
    const isLibrary = target.libraries.some(({ name }) => name === use.library);
    const [owner] = isLibrary ? why({ ...input, targets: [target] }, use.library) : [];
    const definedAt = use.definedAt && places.source(use.definedAt);
    return [
      {
        kind: 'symbol',
        target: { platform, architecture },
        subject,
        library: use.library,
        sizeBytes: use.sizeBytes,
        ...(definedAt && { definedAt }),
        chain: owner?.kind === 'library' ? owner.chain : [],
        calledBy: callersOf(plan, target, subject, places),
      },
    ];
  });
}

function placed<Thing extends object>(thing: Thing, place: Place | undefined): Placed<Thing> {
  return { ...thing, ...(place && { place }) };
}
