import type { Option } from '@unicore/descriptor';
import { macroName } from './config-name.ts';
import type { OptionValue, Solution } from './solve-types.ts';
import { sortedEntries } from './symbol-table.ts';

/** A library, or the application under the name `app`: who holds options. */
export interface OptionOwner {
  readonly name: string;
  readonly options?: Readonly<Record<string, Option>>;
}

/** Macro name without `UC_CONFIG_` -> its replacement text: a number, a hexadecimal literal, or a C string with its quotes. */
export type Macros = Readonly<Record<string, number | string>>;

/**
 * Makes the C macros of the options of some owners: bool 0 or 1 (a tristate that is m: 2), int a number, hex a literal, string a quoted C literal, and for a
 * choice a bool for each member. Every option of an owner in the image is there, whatever its value.
 *
 * Pure; sorted by name.
 */
export function optionMacros(solution: Pick<Solution, 'values'>, owners: readonly OptionOwner[]): Macros {
  const macros: Record<string, number | string> = {};
  for (const { name, options } of owners) {
    for (const [key, option] of sortedEntries(options)) {
      const symbol = `${name}.${key}`;
      const value = solution.values[symbol];
      if (value === undefined) continue;
      if (option.type === 'choice') {
        for (const member of Object.keys(option.members)) {
          macros[macroName(`${symbol}.${member}`)] = value === member ? 1 : 0;
        }
      } else {
        macros[macroName(symbol)] = replacement(option, value);
      }
    }
  }
  return Object.fromEntries(sortedEntries(macros));
}

/**
 * Makes the C macros of what is not an option: `LIB_LWIP`, `CONTRACT_NETSTACK` (0 or 1), `PROFILE_SIZE`, `PLATFORM_KVM`,
 * `ARCH_X86_64` (1). Only the application may see them: objects of libraries are shared between platforms.
 *
 * Pure; sorted by name.
 */
export function reservedMacros(solution: Pick<Solution, 'values' | 'target' | 'profile'>): Macros {
  const macros: Record<string, number | string> = {
    [macroName(`profile.${solution.profile}`)]: 1,
    [macroName(`platform.${solution.target.platform}`)]: 1,
    [macroName(`arch.${solution.target.architecture}`)]: 1,
  };
  for (const [symbol, value] of Object.entries(solution.values)) {
    if (symbol.startsWith('lib.') || symbol.startsWith('contract.'))
      macros[macroName(symbol)] = value === true ? 1 : 0;
  }
  return Object.fromEntries(sortedEntries(macros));
}

function replacement(option: Option, value: OptionValue): number | string {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (option.type === 'tristate') return 2;
  return option.type === 'string' ? cString(String(value)) : value;
}

/** A C string literal of the same bytes, in ASCII and without trigraphs. */
function cString(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const characters = Array.from(bytes, (byte) => {
    const character = String.fromCodePoint(byte);
    if (byte < 0x20 || byte > 0x7e) return `\\${byte.toString(8).padStart(3, '0')}`;
    return ['"', '\\', '?'].includes(character) ? `\\${character}` : character;
  });
  return `"${characters.join('')}"`;
}
