import type { WrongValue } from './kconfig/configuration.ts';
import type { FillMode } from './kconfig/conf-modes.ts';

/** A symbol or choice that nobody has decided yet, and a user may. */
export interface Question {
  /** As `.config` has it, without `CONFIG_`; of a choice of Kconfig files nothing that `.config` has. */
  readonly name: string;
  readonly prompt: string;
  readonly help?: string;
  readonly type: 'bool' | 'tristate' | 'int' | 'hex' | 'string' | 'choice';
  /** What it is now: `y`, `m`, `n`, a number, a text; of a choice the name of the member. */
  readonly value: string;
  /** Of a bool, a tristate or a choice: what it may be. */
  readonly answers: readonly { readonly value: string; readonly prompt: string; readonly help?: string }[];
  readonly range?: { readonly low: string; readonly high: string };
  /** What `.config` has for the value of now, as `CONFIG_NET=y`. */
  readonly line: string;
}

/** A `.config` under way, whether of a Kconfig tree or of an application: what the commands of Kconfig's conf do to it. */
export interface ConfigSession {
  /**
   * Takes the settings of a `.config` or defconfig.
   *
   * @returns what of it means nothing here, a line of text each
   * @throws {UnicoreError} `ERR_UNICORE_BAD_DOT_CONFIG`
   */
  load(text: string, file: string): readonly string[];
  /** What is new: nobody has set it, and a user may. In the order of the menu. Under other answers others may be. */
  questions(): readonly Question[];
  /** Answers a question; returns what is wrong with it, and nothing has changed, or nothing. */
  set(name: string, value: string): WrongValue | undefined;
  /** Sets what nobody has set; `random` gives numbers from 0 up to 1. */
  fill(mode: FillMode, random: () => number): void;
  /** The whole `.config`. */
  format(): string;
  /** The least one from which the same values follow. */
  formatMinimal(): string;
}
