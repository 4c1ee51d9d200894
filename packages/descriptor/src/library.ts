/**
 * The shape of `dist/library.json`: what a library of the pool says of itself.
 *
 * Data only. Conditions are Kconfig expressions as strings; in them a bare name is an option of the same library,
 * `lwip.ipv6` an option of another, `lib.lwip` is y where that library is in the image, `contract.netstack`
 * is y where some library in the image provides that contract, and `profile`, `platform` (platform libraries
 * only) and `arch` are strings.
 */
export interface Library {
  readonly schema: 1;
  /** Without scope or `lib-`: `lwip` for `@unicore/lib-lwip`. Lower case, digits, `_` and `-`. */
  readonly name: string;
  readonly pool: Pool;
  /** Which side of a later fork the library's data stand on. */
  readonly side: 'process' | 'system';
  readonly summary: string;
  /** The library is left out on every other platform; absent means all. A `plat` provider names its one platform. */
  readonly platforms?: readonly string[];
  /** The library is left out on every other architecture; absent means all. */
  readonly archs?: readonly string[];
  /** Contracts that this library declares (most are declared by `api`). */
  readonly contracts?: Readonly<Record<string, ContractDeclaration>>;
  /** Contract -> version, `major.minor`. */
  readonly provides?: Readonly<Record<string, ContractVersion>>;
  readonly requires?: Readonly<Record<string, Requirement>>;
  /** Contract -> name of the library that this one brings (by npm `dependencies`) as its default provider. */
  readonly defaults?: Readonly<Record<string, string>>;
  readonly options?: Readonly<Record<string, Option>>;
  /** Menus that `menu` of options name, in the order in which they are shown. */
  readonly menus?: Readonly<Record<string, Menu>>;
  /** Lines of text among the options. */
  readonly comments?: readonly Comment[];
  /** C and assembly files, POSIX paths relative to the package root, sorted. */
  readonly sources: readonly SourceGroup[];
  readonly includes?: {
    readonly public?: readonly IncludeEntry[];
    readonly private?: readonly IncludeEntry[];
  };
  /** Extra compiler flags of this library alone, e.g. `-Wno-address` for upstream code. Never -D of a platform. */
  readonly cflags?: readonly string[];
  /** Its code may be interrupted at any instruction and others run, as an application's, where time slices are in the image. */
  readonly preemptible?: true;
  /** Standard names (`printf`) that stay global beside `uc_*`. A trailing `*` matches a prefix. */
  readonly exports?: readonly string[];
  /** Linker sets that this library declares: `UC_SET_ENTRY(init, ...)` fills set `init`. */
  readonly linkerSets?: readonly string[];
  /** Sources that stand in for functions which an image lacks. */
  readonly stubs?: readonly Stubs[];
  /** Sources that stand between functions of other libraries and who calls them. */
  readonly wraps?: readonly Wraps[];
  /** How a platform links, only in a `plat` provider. */
  readonly link?: LinkRecipe;
  /** How a C test program of this library is built, only where the defaults do not serve. */
  readonly tests?: { readonly cflags?: readonly string[] };
  readonly upstream?: Upstream;
}

/**
 * For functions whose names start with `prefix`, to which an image refers and which no library in it defines, `source` is
 * compiled into the image, with a macro `UC_STUBS(STUB)` that is `STUB(name)` for each of them, without the prefix.
 */
export interface Stubs {
  readonly prefix: string;
  readonly source: string;
}

/**
 * For functions whose names start with `prefix`, which one library in the image defines and another calls, `source` is compiled
 * into the image, with a macro `UC_WRAPS(WRAP)` that is `WRAP(name)` for each of them, without the prefix. It defines a
 * function of the same name with prefix `as`, which the callers reach instead.
 *
 * A library that defines a function with that prefix is no caller: what libraries call of each other is not wrapped.
 */
export interface Wraps {
  readonly prefix: string;
  readonly as: string;
  readonly source: string;
}

export type Pool = 'arch' | 'plat' | 'main';

/** Two integers, `major.minor`. `1.2` meets a requirement of `1.1`: same major, at least that minor. */
export type ContractVersion = `${number}.${number}`;

export interface ContractDeclaration {
  readonly version: ContractVersion;
  /** How many providers an image may hold. */
  readonly providers: 'one' | 'many' | 'optional';
  readonly summary: string;
}

/** A version, or one that applies only where the condition holds. */
export type Requirement = ContractVersion | { readonly version: ContractVersion; readonly when: string };

export interface SourceGroup {
  /** Expression; absent means always. */
  readonly when?: string;
  readonly files: readonly string[];
}

/** A folder, or several under a condition: `when("arch = 'x86_64'", 'vendor/arch/x86_64')`. */
export type IncludeEntry = string | SourceGroup;

/** Options that are shown together, and share conditions. */
export interface Menu {
  readonly prompt: string;
  /** The menu that this one stands in. */
  readonly menu?: string;
  /** Expression: all options in it, and in its own menus, depend on this too. */
  readonly dependsOn?: string;
  /** Expression: their prompts show only where this holds. */
  readonly visibleIf?: string;
}

/** A line of text that a menu shows, as a warning that applies where its condition holds. */
export interface Comment {
  readonly text: string;
  readonly menu?: string;
  readonly dependsOn?: string;
}

interface OptionBase {
  /** One line for menus; absent means that no user sets it. */
  readonly prompt?: string;
  /** The trade that the option makes, in sentences. */
  readonly help?: string;
  /** Expression: the option exists (else it is n, 0 or empty) only where this holds. */
  readonly dependsOn?: string;
  /** Expression: the prompt shows only where this holds. */
  readonly visibleIf?: string;
  /** Name of the menu of this library that shows it. */
  readonly menu?: string;
}

export type Conditional<Value> = readonly { readonly value: Value; readonly when?: string }[];

/** A value, or several of which the first whose condition holds counts; `symbol` takes the value of another option. */
export type Default<Value> =
  | Value
  | readonly (
      { readonly value: Value; readonly when?: string } | { readonly symbol: string; readonly when?: string }
    )[];

/** The lowest and highest value where `when` holds; a name is an option whose value counts. */
export interface ConditionalRange<Value> {
  readonly low: Value | string;
  readonly high: Value | string;
  readonly when?: string;
}

/** Both ends included; of several, the first whose condition holds. */
export type Range<Value> = readonly [Value, Value] | readonly ConditionalRange<Value>[];

export interface BoolOption extends OptionBase {
  readonly type: 'bool';
  readonly default?: Default<boolean>;
  /** Only while this one is y may tristate options of the library be m; one option of a library says so, else they are y or n. */
  readonly modules?: true;
  /** Symbols forced to y while this one is y, each perhaps under a condition. */
  readonly select?: readonly { readonly symbol: string; readonly when?: string }[];
  /** As `select`, but the user may still say n. */
  readonly imply?: readonly { readonly symbol: string; readonly when?: string }[];
}
/** y, m or n, as Linux's options are; `'m'` stands beside true and false. Of what is m, C sees `UC_CONFIG_<LIB>_<NAME>` as 2. */
export interface TristateOption extends OptionBase {
  readonly type: 'tristate';
  readonly default?: Default<boolean | 'm'>;
  /** As of a bool; while this one is m, they are at least m. */
  readonly select?: BoolOption['select'];
  readonly imply?: BoolOption['imply'];
}
export interface IntOption extends OptionBase {
  readonly type: 'int';
  readonly default?: Default<number>;
  readonly range?: Range<number>;
}
/** Hexadecimal; values are strings such as `0x1000`, so that 64 bits survive JSON. */
export interface HexOption extends OptionBase {
  readonly type: 'hex';
  readonly default?: Default<string>;
  readonly range?: Range<string>;
}
export interface StringOption extends OptionBase {
  readonly type: 'string';
  readonly default?: Default<string>;
}
/** One of several: each member also becomes a bool symbol, `UC_CONFIG_<LIB>_<NAME>_<MEMBER>`. */
export interface ChoiceOption extends OptionBase {
  readonly type: 'choice';
  /** None may be chosen, and none is until a user chooses; the empty text is the value for none. */
  readonly optional?: true;
  readonly members: Readonly<
    Record<string, { readonly prompt: string; readonly help?: string; readonly dependsOn?: string }>
  >;
  readonly default?: string | Conditional<string>;
}
export type Option = BoolOption | TristateOption | IntOption | HexOption | StringOption | ChoiceOption;

/** What a platform tells the linker and the runner. */
export interface LinkRecipe {
  /** Linker script by architecture, relative to the package; it holds `INCLUDE uc_sets.ld` where linker sets go. */
  readonly scripts: Readonly<Record<string, string>>;
  /** Flags of the final link, passed to the compiler driver beside `-nostdlib`. */
  readonly flags?: readonly string[];
  /** Suffix of the image file: `build/kvm-x86_64/hello` + suffix. */
  readonly suffix?: string;
  /**
   * What to write beside the image: bootable media, out of the head and the loader that the linker script puts into it, and
   * `xl`, the configuration that `xl create` reads.
   */
  readonly media?: readonly ('disk' | 'iso' | 'xl')[];
}

export interface Upstream {
  readonly name: string;
  readonly licence: string;
  readonly purl: string;
  /** Debian source package name where `tools/fetch-upstream` gets it. */
  readonly debianSource?: string;
  readonly accepted: readonly { readonly version: string; readonly file: string; readonly sha256: string }[];
}
