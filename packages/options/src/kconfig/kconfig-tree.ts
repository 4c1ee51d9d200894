import type { KconfigWarning, Place } from './kconfig-host.ts';
import type { ModelChoice, ModelPrompt, ModelSymbol, SymbolModel, When } from './symbol-model.ts';

/** One entry of the menu, as a front end shows it. */
export interface MenuNode {
  readonly kind: 'root' | 'menu' | 'config' | 'menuconfig' | 'choice' | 'comment';
  readonly place: Place;
  /** Of a config or menuconfig. */
  readonly symbol?: ModelSymbol;
  readonly choice?: ModelChoice;
  /** Under its whole condition; absent: the node is not shown, and has no children. */
  readonly prompt?: ModelPrompt;
  /** Of a menu: what `visible if` asks for. */
  readonly visibleIf?: When;
  /** What this definition depends on, inherited conditions included. */
  readonly dependsOn: When;
  readonly help?: string;
  readonly parent?: MenuNode;
  /** In the order of the source. Symbols that depend on the one before them stand beneath it, as menus show them. */
  readonly children: MenuNode[];
}

/** Kconfig files, read: the model that decides values, and the menu. */
export interface KconfigTree extends SymbolModel {
  readonly root: MenuNode;
  /** Every place where a symbol is defined, in the order of the source. */
  readonly definitions: ReadonlyMap<string, readonly MenuNode[]>;
  /** The symbol that lets tristates be m. */
  readonly modules?: string;
  /** What `option env` set, which stands in no `.config`. */
  readonly unwritten: ReadonlySet<string>;
  /** y under allnoconfig. */
  readonly allNoConfigY: ReadonlySet<string>;
  /** Every file that was read, in order. */
  readonly files: readonly string[];
  readonly warnings: readonly KconfigWarning[];
}
