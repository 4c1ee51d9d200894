import type { Expression, Operand } from '../expression.ts';
import type { Place } from './kconfig-host.ts';
import type { SymbolType, When } from './symbol-model.ts';

/** One entry as written, nothing inherited yet. */
export interface ParsedEntry {
  readonly kind: 'root' | 'menu' | 'config' | 'menuconfig' | 'configdefault' | 'choice' | 'comment' | 'if';
  readonly place: Place;
  /** Of a config, menuconfig or configdefault; of a choice, where it has one. */
  readonly name: string;
  type?: SymbolType;
  prompt?: { readonly text: string; readonly when: When };
  readonly defaults: { readonly value: Expression; readonly when: When }[];
  readonly ranges: { readonly low: Operand; readonly high: Operand; readonly when: When }[];
  readonly selects: { readonly symbol: string; readonly when: When }[];
  readonly implies: { readonly symbol: string; readonly when: When }[];
  dependsOn: When;
  visibleIf: When;
  help?: string;
  isOptional: boolean;
  /** `option`: `modules`, `defconfig_list`, `allnoconfig_y`, and `env` with its value. */
  readonly options: Map<string, string>;
  readonly children: ParsedEntry[];
}

/** Makes an entry that says nothing yet. Pure. */
export function parsedEntry(kind: ParsedEntry['kind'], place: Place, name = ''): ParsedEntry {
  return {
    kind,
    place,
    name,
    defaults: [],
    ranges: [],
    selects: [],
    implies: [],
    dependsOn: undefined,
    visibleIf: undefined,
    isOptional: false,
    options: new Map(),
    children: [],
  };
}
