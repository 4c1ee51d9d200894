import { installCommand, type SolvedTarget, type TargetProblem } from '@unicore/resolve';
import type { AppState } from './app-state.ts';
import { targetName } from './app-values.ts';
import type { Row } from './menu-model.ts';

/** A thing that a user should mend, once for all targets that have it. */
export interface Trouble {
  readonly id: string;
  readonly isWarning: boolean;
  readonly message: string;
  readonly hint: string;
  /** Names of libraries, options (`lwip.ipv6`) and contracts (`contract.malloc`) beside which it is shown. */
  readonly about: readonly string[];
  readonly targets: readonly string[];
  /** Of the pool, of which one would mend it. */
  readonly packages: TargetProblem['packages'];
}

const known = new WeakMap<readonly SolvedTarget[], readonly Trouble[]>();

/** Lists problems, then warnings. Pure. */
export function troublesOf(state: AppState): readonly Trouble[] {
  const solved = state.solved();
  const before = known.get(solved);
  if (before) return before;
  const found = new Map<string, Trouble>();
  const add = (one: SolvedTarget, trouble: Omit<Trouble, 'id' | 'targets'>): void => {
    const { platform, architecture } = one.target;
    // What differs by target alone is told once.
    const key = trouble.message.replaceAll(` for ${platform}/${architecture}`, '');
    const old = found.get(key);
    found.set(key, {
      ...(old ?? { ...trouble, message: key }),
      id: `problem:${found.size}`,
      ...(old && { id: old.id }),
      targets: [...(old?.targets ?? []), targetName(one.target, solved)],
    });
  };
  for (const one of solved) {
    for (const { error, problem, packages } of one.problems)
      add(one, {
        isWarning: false,
        message: error.message,
        hint: error.hint ?? '',
        about: aboutProblem(problem),
        packages,
      });
  }
  for (const one of solved) {
    for (const { message, hint, symbol, by } of one.solution.warnings)
      add(one, { isWarning: true, message, hint, about: [symbol, ...by], packages: [] });
  }
  const all = [...found.values()];
  known.set(solved, all);
  return all;
}

function aboutProblem(problem: TargetProblem['problem']): readonly string[] {
  if (problem === undefined) return [];
  switch (problem.code) {
    case 'ERR_UNICORE_UNMET_CONTRACT':
      return [problem.requiredBy, `contract.${problem.contract}`];
    case 'ERR_UNICORE_CHOOSE_PROVIDER':
      return [`contract.${problem.contract}`, ...problem.requiredBy];
    case 'ERR_UNICORE_TWO_PROVIDERS':
      return [`contract.${problem.contract}`, ...problem.libraries];
    case 'ERR_UNICORE_CONTRACT_VERSION':
      return [`contract.${problem.contract}`, problem.library, problem.requiredBy];
    case 'ERR_UNICORE_UNKNOWN_CONTRACT':
    case 'ERR_UNICORE_TWO_DECLARATIONS':
      return problem.libraries;
    default:
      return [problem.setting.replace(/^(?:options|providers)\./, '')];
  }
}

const sorted = new WeakMap<readonly Trouble[], ReadonlyMap<string, readonly Trouble[]>>();

/** Troubles by what they are about: `lwip.ipv6`, and a library both as `lwip` and as `lib.lwip`. */
function bySymbol(all: readonly Trouble[]): ReadonlyMap<string, readonly Trouble[]> {
  const before = sorted.get(all);
  if (before) return before;
  const index = new Map<string, Trouble[]>();
  for (const trouble of all) {
    const names = trouble.about.flatMap((name) =>
      name.startsWith('lib.') ? [name, name.slice('lib.'.length)] : [name],
    );
    for (const name of new Set(names)) index.set(name, [...(index.get(name) ?? []), trouble]);
  }
  sorted.set(all, index);
  return index;
}

/** Rows that tell, beside what they are about, what is to be mended and how; without `symbol`, all of them. Pure. */
export function problemRows(state: AppState, { symbol }: { readonly symbol?: string }): readonly Row[] {
  const all = troublesOf(state);
  const troubles = symbol === undefined ? all : (bySymbol(all).get(symbol) ?? []);
  return troubles.flatMap((trouble): readonly Row[] => {
    const depth = symbol === undefined ? 0 : 1;
    const { manager } = { manager: state.source.tree.packageManager.name };
    const base = { depth, value: '', able: [], opens: false, isShown: true, isChanged: false } as const;
    const where = trouble.targets.length === state.solved().length ? '' : ` (${trouble.targets.join(', ')})`;
    const [hint = ''] = trouble.packages.length > 0 ? [''] : trouble.hint.split('\n');
    return [
      {
        ...base,
        id: `${trouble.id}@${symbol ?? ''}`,
        kind: 'problem',
        prompt: `${trouble.message.split('\n')[0]}${where}`,
        ...(hint !== '' && { note: hint }),
      },
      ...trouble.packages.map((entry): Row => ({
        ...base,
        depth: depth + 1,
        id: `mend:${trouble.id}@${symbol ?? ''}:${entry.name}`,
        kind: 'missing',
        prompt: entry.summary,
        name: entry.name,
        note: installCommand(manager, [entry.package]),
        packages: [entry.package],
      })),
    ];
  });
}
