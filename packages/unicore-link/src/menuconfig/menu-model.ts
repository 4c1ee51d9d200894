import type { Searchable } from './search.ts';
import type { SettingPath, SettingValue } from './settings.ts';

export type RowKind =
  | 'menu'
  | 'comment'
  | 'bool'
  | 'tristate'
  | 'int'
  | 'hex'
  | 'string'
  | 'choice'
  | 'member'
  /** A library of the pool that is not installed. */
  | 'missing'
  /** What stands in the way of an image, with what to do. */
  | 'problem';

/** One line of a menu, as it is now. */
export interface Row {
  readonly id: string;
  readonly kind: RowKind;
  readonly prompt: string;
  /** Beneath the row above that it depends on or belongs to. */
  readonly depth: number;
  /** What the row stands for, as settings and conditions name it. */
  readonly name?: string;
  /** `y`, `m`, `n`, a number, a text; of a choice what is chosen, in words. */
  readonly value: string;
  /** Values that a user may choose now, of bool, tristate and member; empty: it is fixed. */
  readonly able: readonly string[];
  /** Enter shows rows beneath. */
  readonly opens: boolean;
  /** Else it is there only with hidden options. */
  readonly isShown: boolean;
  /** A user set it since the last save. */
  readonly isChanged: boolean;
  /** Differences between targets, or what is missing. */
  readonly note?: string;
  /** Packages that Enter offers to install. */
  readonly packages?: readonly string[];
}

/** What a search found. */
export interface Hit {
  readonly id: string;
  readonly name: string;
  readonly prompt: string;
}

/** A change that is not saved. */
export interface Change {
  readonly path: SettingPath;
  /** Absent: the setting goes. */
  readonly value: SettingValue | undefined;
}

/** What a menu shows and changes. Nothing here touches a disk or a terminal. */
export interface MenuModel {
  readonly title: string;
  /** What the values are for, as `kvm/x86_64`. */
  scope(): string;
  /** Rows of a menu from top to bottom, hidden ones included; the outermost menu is ''. */
  rows(menu: string): readonly Row[];
  /** The menu that has a row. */
  menuOf(id: string): string;
  promptOf(menu: string): string;
  /** What would be wrong with a value; nothing if it may be. */
  check(id: string, value: string): string | undefined;
  /** Sets a row, or says what is wrong with the value and changes nothing. */
  set(id: string, value: string): string | undefined;
  /** Forgets what the user set. */
  reset(id: string): string | undefined;
  help(id: string): readonly string[];
  /** The range of a number, as `1 to 9`. */
  rangeOf(id: string): string | undefined;
  /** What an edit of a row starts with. */
  textOf(id: string): string;
  /** What a search goes through; the same list until something in it changes. */
  searchable(): Searchable;
  changeCount(): number;
  problemCount(): number;
}
