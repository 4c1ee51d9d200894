import type {
  BoolOption,
  ChoiceOption,
  HexOption,
  IntOption,
  StringOption,
  TristateOption,
} from './library.ts';

type SymbolLink = string | { readonly symbol: string; readonly when?: string };

/** What {@link bool} takes: `select` and `imply` may name a symbol without more ado. */
export interface BoolSettings extends Omit<BoolOption, 'type' | 'select' | 'imply'> {
  readonly select?: readonly SymbolLink[];
  readonly imply?: readonly SymbolLink[];
}

/** What {@link tristate} takes: `select` and `imply` may name a symbol without more ado. */
export interface TristateSettings extends Omit<TristateOption, 'type' | 'select' | 'imply'> {
  readonly select?: readonly SymbolLink[];
  readonly imply?: readonly SymbolLink[];
}

/** What {@link choice} takes: the default is one of the members. */
export interface ChoiceSettings<Member extends string> extends Omit<
  ChoiceOption,
  'type' | 'members' | 'default'
> {
  readonly members: Readonly<Record<Member, ChoiceOption['members'][string]>>;
  readonly default?: NoInfer<Member> | readonly { readonly value: NoInfer<Member>; readonly when?: string }[];
}

/** Builds an option that is y or n. Pure. */
export function bool(settings: BoolSettings = {}): BoolOption {
  const { select, imply, ...rest } = settings;
  return {
    type: 'bool',
    ...rest,
    ...(select && { select: select.map(asLink) }),
    ...(imply && { imply: imply.map(asLink) }),
  };
}

/** Builds an option that is y, m or n. Pure. */
export function tristate(settings: TristateSettings = {}): TristateOption {
  const { select, imply, ...rest } = settings;
  return {
    type: 'tristate',
    ...rest,
    ...(select && { select: select.map(asLink) }),
    ...(imply && { imply: imply.map(asLink) }),
  };
}

/** Builds an option that is a whole number, perhaps in a range (both ends included). Pure. */
export function int(settings: Omit<IntOption, 'type'> = {}): IntOption {
  return { type: 'int', ...settings };
}

/** Builds an option that is an unsigned hexadecimal number of at most 64 bits; its values are strings such as `0x1000`. Pure. */
export function hex(settings: Omit<HexOption, 'type'> = {}): HexOption {
  return { type: 'hex', ...settings };
}

/** Builds an option that is a line of text. Pure. */
export function string(settings: Omit<StringOption, 'type'> = {}): StringOption {
  return { type: 'string', ...settings };
}

/** Builds an option that is exactly one of its members. Pure. */
export function choice<const Member extends string>(settings: ChoiceSettings<Member>): ChoiceOption {
  return { type: 'choice', ...settings };
}

function asLink(link: SymbolLink): { readonly symbol: string; readonly when?: string } {
  return typeof link === 'string' ? { symbol: link } : link;
}
