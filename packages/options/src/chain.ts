import type { ChainLink, Reason, Solution } from './solve-types.ts';
import { appOwner } from './symbol-table.ts';

/**
 * Finds the way from the application to a library in the image; `app` gives the application alone.
 *
 * Pure.
 */
export function chainTo(solution: Pick<Solution, 'app' | 'reasons'>, name: string): readonly ChainLink[] {
  const chain: ChainLink[] = [];
  const passed = new Set<string>();
  let at = name;
  while (at !== appOwner && at !== 'target' && !passed.has(at)) {
    passed.add(at);
    const reason: Reason | undefined = solution.reasons[at];
    if (reason === undefined) break;
    chain.unshift({ name: at, because: textOf(reason) });
    at = parentOf(reason);
  }
  return [{ name: solution.app }, ...chain];
}

/** Writes a chain on one line: `webserver -> lwip (a dependency) -> alloc-tlsf (provides malloc, the default of lwip)`. Pure. */
export function formatChain(chain: readonly ChainLink[]): string {
  return chain
    .map(({ name, because }) => (because === undefined ? name : `${name} (${because})`))
    .join(' -> ');
}

function parentOf(reason: Reason): string {
  switch (reason.kind) {
    case 'root':
    case 'target':
    case 'config': {
      return appOwner;
    }
    case 'provides':
    case 'declares': {
      return reason.by;
    }
    case 'select':
    case 'imply': {
      return reason.by.slice(0, reason.by.indexOf('.'));
    }
  }
}

const ruleTexts = {
  config: 'chosen in the config',
  root: 'a dependency of the application',
  platform: "the platform's default",
  only: 'the only one installed',
} as const;

function textOf(reason: Reason): string {
  switch (reason.kind) {
    case 'root': {
      return 'a dependency of the application';
    }
    case 'target': {
      return `the target's "${reason.contract}"`;
    }
    case 'config': {
      return 'named in the config';
    }
    case 'provides': {
      const rule = reason.rule === 'default' ? `the default of ${reason.by}` : ruleTexts[reason.rule];
      return `provides ${reason.contract}, ${rule}`;
    }
    case 'declares': {
      return `declares ${reason.contract}`;
    }
    case 'select':
    case 'imply': {
      return `${reason.kind === 'select' ? 'selected' : 'implied'} by ${reason.by}`;
    }
  }
}
