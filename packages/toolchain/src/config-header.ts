import type { ConfigValue } from '@unicore/resolve';

/** Writes the header that the compiler force-includes: one macro for each option, always defined. Pure. */
export function configHeader(values: Readonly<Record<string, ConfigValue>>): string {
  const lines = Object.keys(values)
    .toSorted()
    .map((name) => `#define UC_CONFIG_${name} ${literal(values[name] ?? 0)}`);
  return `${lines.join('\n')}\n`;
}

/**
 * The same for an application. It is compiled hosted, yet the compiler's own stdint.h must not look for a libc's below it,
 * as not every image has a libc. Only a system header may say so without a warning. Pure.
 */
export function appConfigHeader(values: Readonly<Record<string, ConfigValue>>): string {
  return `#pragma GCC system_header\n#undef __STDC_HOSTED__\n#define __STDC_HOSTED__ 0\n${configHeader(values)}`;
}

/** Numbers and hex as they stand; a string as a C literal, unless it is one already. */
function literal(value: ConfigValue): string {
  if (typeof value === 'number' || /^0[xX][0-9a-fA-F]+$/.test(value) || /^".*"$/s.test(value))
    return String(value);
  const escaped = value.replaceAll(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('??', '?\\?');
  return `"${escaped}"`;
}
