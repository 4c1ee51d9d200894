import type { ContractVersion, Library, Option, Requirement } from '@unicore/descriptor';

/** Value of an option: bool is a boolean, int a number, hex a string as `0x1f`, choice the name of the member (empty: none). */
export type OptionValue = boolean | number | string;

/** What the application adds to the symbols: options of its own (`app.verbose`) and contracts that it needs itself. */
export interface AppSymbols {
  /** Name in chains and messages. */
  readonly name: string;
  readonly options?: Readonly<Record<string, Option>>;
  readonly requires?: Readonly<Record<string, Requirement>>;
  /** Contract -> library: the provider taken where nothing else decides. */
  readonly defaults?: Readonly<Record<string, string>>;
}

export interface Target {
  readonly platform: string;
  readonly architecture: string;
}

/** All that decides a configuration. The order of lists and keys in it changes nothing. */
export interface SolveInput {
  readonly app: AppSymbols;
  /** Every installed library, once; those that do not apply to the target are left out by the solver. */
  readonly libraries: readonly Library[];
  /** Names of the libraries that the application depends on directly. */
  readonly roots: readonly string[];
  readonly target: Target;
  readonly profile: 'debug' | 'size' | 'speed';
  /**
   * Library -> option -> value, as the application's config has them. Key `app` holds the application's own options, key `lib`
   * takes libraries in and out: `{ lib: { lwip: false } }`.
   */
  readonly options?: Readonly<Record<string, Readonly<Record<string, OptionValue>>>>;
  /** A layer of settings beneath `options`: what stands in both is as `options` has it. */
  readonly dotConfig?: DotConfig;
  /** Contract -> library or libraries that shall provide it. Of several for a `one` contract, the first that applies. */
  readonly providers?: Readonly<Record<string, string | readonly string[]>>;
}

/** What a user changes between one solve and the next. */
export type SolveSettings = Pick<SolveInput, 'profile' | 'options' | 'dotConfig' | 'providers'>;

/** What stays the same meanwhile: the application, its libraries and the target. */
export type SolveBase = Omit<SolveInput, keyof SolveSettings>;

/** What an application's `.config` says. Plain JSON. */
export interface DotConfig {
  /** As messages name it. */
  readonly file: string;
  /** In the order of the file. */
  readonly settings: readonly DotConfigSetting[];
  /** Lines about symbols that nothing has, with the nearest name. */
  readonly unknown: readonly { readonly name: string; readonly line: number; readonly nearest?: string }[];
}

export interface DotConfigSetting {
  /** `lwip.ipv6`, `app.verbose`, or `lib.lwip` for whether a library is in the image. */
  readonly symbol: string;
  readonly value: OptionValue;
  /** From 1. */
  readonly line: number;
}

/** A configuration of one target. Plain JSON; all keys sorted. */
export interface Solution {
  /** Name of the application. */
  readonly app: string;
  readonly target: Target;
  readonly profile: SolveInput['profile'];
  /** Names of the libraries in the image, sorted. */
  readonly libraries: readonly string[];
  /** Why each is in the image, by name. */
  readonly reasons: Readonly<Record<string, Reason>>;
  /** Contract -> names of the libraries in the image that provide it, sorted; only contracts that are provided. */
  readonly providers: Readonly<Record<string, readonly string[]>>;
  /**
   * Symbol -> value: `lwip.ipv6`, `app.verbose` for the libraries in the image and the application; `lib.lwip` for every installed
   * library that applies; `contract.netstack` for every declared contract; `profile`, `platform`, `arch`.
   */
  readonly values: Readonly<Record<string, OptionValue>>;
  /** Symbol of an option -> where its value comes from. */
  readonly origins: Readonly<Record<string, Origin>>;
  readonly warnings: readonly SolveWarning[];
  /** What stands in the way of an image; empty if nothing does. `problemError` makes an error of one. */
  readonly problems: readonly SolveProblem[];
  /** Settings of the user (`lwip.ipv6`) that say nothing here because that library is not in this image. */
  readonly unused: readonly string[];
}

/** Why a library is in the image. */
export type Reason =
  | { readonly kind: 'root' }
  /** `by` requires `contract` (the application has the name `app`), and `rule` says what chose this provider. */
  | {
      readonly kind: 'provides';
      readonly contract: string;
      readonly by: string;
      readonly rule: 'config' | 'root' | 'platform' | 'default' | 'only';
    }
  /** The platform or architecture itself. */
  | { readonly kind: 'target'; readonly contract: 'plat' | 'arch' }
  /** Declares a contract that `by` requires or provides. */
  | { readonly kind: 'declares'; readonly contract: string; readonly by: string }
  /** Named by the user's `providers`, or put in by `options.lib`. */
  | { readonly kind: 'config' }
  /** Selected or implied by an option that is y. */
  | { readonly kind: 'select' | 'imply'; readonly by: string };

/** Where the value of an option comes from. */
export type Origin =
  /** `at`: the line of a `.config`, as `.config:12`; absent: the application's config. */
  | { readonly kind: 'user'; readonly at?: string }
  | { readonly kind: 'default'; readonly when?: string }
  | { readonly kind: 'select' | 'imply'; readonly by: readonly string[] }
  /** Its `dependsOn` does not hold, so it is n, 0 or empty. */
  | { readonly kind: 'unavailable' };

/** One step on the way from the application to what a message is about. */
export interface ChainLink {
  /** Name of a library, or the application's name for the first link. */
  readonly name: string;
  /** How the link before it brings this one in, as `requires netstack 1.0`; absent for the first. */
  readonly because?: string;
}

/** A `select` that overrode a dependency, a setting that something overrode, or a name that means nothing. */
export interface SolveWarning {
  readonly code: 'unmet-dependency' | 'overridden' | 'not-in-image' | 'unknown-option' | 'dot-config';
  readonly symbol: string;
  /** Symbols that select it, sorted. */
  readonly by: readonly string[];
  readonly message: string;
  readonly hint: string;
}

interface ProblemBase {
  readonly message: string;
  readonly hint: string;
}

/** A library that cannot serve as provider here, and why. */
export interface UnfitProvider {
  readonly library: string;
  readonly version: ContractVersion;
  readonly why: 'platform' | 'architecture' | 'version' | 'excluded';
}

export type SolveProblem =
  /** Nobody installed provides the contract: the resolver adds the packages of pool.json that do. */
  | (ProblemBase & {
      readonly code: 'ERR_UNICORE_UNMET_CONTRACT';
      readonly contract: string;
      readonly version: ContractVersion;
      /** Who needs it; `app` is the application, `target` the image as such. */
      readonly requiredBy: string;
      readonly chain: readonly ChainLink[];
      readonly unfit: readonly UnfitProvider[];
    })
  /** Several could provide it and nothing chooses. */
  | (ProblemBase & {
      readonly code: 'ERR_UNICORE_CHOOSE_PROVIDER';
      readonly contract: string;
      readonly requiredBy: readonly string[];
      readonly candidates: readonly string[];
      readonly chain: readonly ChainLink[];
    })
  /** More than one library in the image provides a contract that allows one. */
  | (ProblemBase & {
      readonly code: 'ERR_UNICORE_TWO_PROVIDERS';
      readonly contract: string;
      readonly libraries: readonly string[];
      readonly chains: readonly (readonly ChainLink[])[];
    })
  /** A chosen provider is too old, or of another major version. */
  | (ProblemBase & {
      readonly code: 'ERR_UNICORE_CONTRACT_VERSION';
      readonly contract: string;
      readonly library: string;
      readonly requiredBy: string;
      readonly chain: readonly ChainLink[];
    })
  /** No installed library declares the contract, or two do. */
  | (ProblemBase & {
      readonly code: 'ERR_UNICORE_UNKNOWN_CONTRACT' | 'ERR_UNICORE_TWO_DECLARATIONS';
      readonly contract: string;
      readonly libraries: readonly string[];
    })
  /** The user's `options` or `providers` name something that does not exist or cannot be so. */
  | (ProblemBase & {
      readonly code:
        | 'ERR_UNICORE_UNKNOWN_LIBRARY'
        | 'ERR_UNICORE_UNKNOWN_OPTION'
        | 'ERR_UNICORE_BAD_OPTION_VALUE'
        | 'ERR_UNICORE_OPTION_NOT_VISIBLE'
        | 'ERR_UNICORE_UNKNOWN_PROVIDER'
        | 'ERR_UNICORE_CONFIG_NAME_CLASH';
      /** As `options.lwip.ipv6` or `providers.malloc`. */
      readonly setting: string;
    });
