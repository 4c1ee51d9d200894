import type { ContractDeclaration } from '@unicore/descriptor';
import { searchPool } from '@unicore/resolve';
import { libraryRow, missingRow } from './app-library-rows.ts';
import { plainRow } from './app-option-rows.ts';
import { problemRows } from './app-problems.ts';
import type { AppState } from './app-state.ts';
import { differences } from './app-values.ts';
import type { Row } from './menu-model.ts';

/** The contracts of which an image has one provider, as choices; those that nothing requires are hidden. Pure. */
export function contractRows(state: AppState): readonly Row[] {
  return [...contractsOf(state)].flatMap(([name, { summary }]): readonly Row[] => {
    const solved = state.solved();
    const provider = (one: (typeof solved)[number]): string | undefined =>
      one.solution.providers[name]?.join(', ');
    const chosen = solved.map(provider).find((text) => text !== undefined);
    const problems = problemRows(state, { symbol: `contract.${name}` });
    const note = differences(solved, provider);
    return [
      {
        ...plainRow(`contract:${name}`, 'choice', `${name}: ${summary}`),
        name: `contract.${name}`,
        value: chosen ?? 'none',
        opens: true,
        isShown: chosen !== undefined || problems.length > 0,
        isChanged: state.isEdited(['providers', name]),
        ...(note !== undefined && { note }),
      },
      ...problems,
    ];
  });
}

/** Who could provide a contract: installed ones, then those of the pool. Pure. */
export function providerRows(state: AppState, contract: string): readonly Row[] {
  const solved = state.solved();
  const installed = [...state.byName.values()]
    .filter(({ library }) => Object.hasOwn(library.provides ?? {}, contract))
    .map(({ library }) => library.name)
    .toSorted();
  const others = searchPool(state.source.pool, { contract }).filter(({ name }) => state.missing.has(name));
  return [
    ...installed.map((name): Row => {
      const applies = solved.some(({ solution }) => Object.hasOwn(solution.values, `lib.${name}`));
      const isChosen = solved.some(({ solution }) => solution.providers[contract]?.includes(name));
      const { prompt } = libraryRow(state, name);
      return {
        ...plainRow(`contract:${contract}=${name}`, 'member', prompt),
        name,
        value: isChosen ? 'y' : 'n',
        able: applies ? ['y'] : [],
        isChanged: isChosen && state.isEdited(['providers', contract]),
        ...(!applies && { note: 'not for these targets' }),
      };
    }),
    ...others.map((entry) => ({ ...missingRow(state, entry), id: `contract:${contract}=${entry.name}` })),
  ];
}

/** Contracts that allow one provider, by name; a platform's own are chosen by the target. Pure. */
export function contractsOf(state: AppState): ReadonlyMap<string, ContractDeclaration> {
  const all = [...state.byName.values()].flatMap(({ library }) => Object.entries(library.contracts ?? {}));
  return new Map(
    all
      .filter(([name, { providers }]) => providers !== 'many' && name !== 'plat' && name !== 'arch')
      .toSorted(([left], [right]) => (left < right ? -1 : 1)),
  );
}
