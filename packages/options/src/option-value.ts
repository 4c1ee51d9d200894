import { didYouMean, type Option } from '@unicore/descriptor';
import type { OptionValue } from './solve-types.ts';

/** The value of an option that is not there, or has no default. Pure. */
export function emptyValue(option: Option): OptionValue {
  switch (option.type) {
    case 'bool': {
      return false;
    }
    case 'int': {
      return 0;
    }
    case 'hex': {
      return '0x0';
    }
    case 'string':
    case 'choice': {
      return '';
    }
  }
}

/** A checked value, or what is wrong with it, as `expected true or false, got "yes"`. */
export type CheckedValue = { readonly value: OptionValue } | { readonly wrong: string };

/**
 * Checks a value that somebody set: its type, its range, its membership. Hexadecimal values come out in one spelling.
 *
 * Pure.
 */
export function checkValue(option: Option, value: unknown): CheckedValue {
  const expected = (what: string): CheckedValue => ({ wrong: `expected ${what}, got ${show(value)}` });
  switch (option.type) {
    case 'bool': {
      return typeof value === 'boolean' ? { value } : expected('true or false');
    }
    case 'int': {
      if (typeof value !== 'number' || !Number.isSafeInteger(value)) return expected('a whole number');
      const [low, high] = option.range ?? [value, value];
      return value >= low && value <= high ? { value } : expected(`${low} to ${high}`);
    }
    case 'hex': {
      const number = hexNumber(value);
      if (number === undefined) return expected('a hexadecimal string as "0x1000"');
      const [low, high] = option.range ?? ['0x0', '0xffffffffffffffff'];
      return number >= BigInt(low) && number <= BigInt(high)
        ? { value: hexText(number) }
        : expected(`${low} to ${high}`);
    }
    case 'string': {
      return typeof value === 'string' && !/[\r\n\0]/.test(value) ? { value } : expected('one line of text');
    }
    case 'choice': {
      const members = Object.keys(option.members);
      if (typeof value === 'string' && Object.hasOwn(option.members, value)) return { value };
      return {
        wrong: `expected one of ${members.join(', ')}, got ${show(value)}.${didYouMean(String(value), members)}`,
      };
    }
  }
}

/** Brings a default into the option's range, as Kconfig does. Pure. */
export function clamp(option: Option, value: OptionValue): OptionValue {
  if (option.type === 'int' && typeof value === 'number' && option.range !== undefined) {
    return Math.min(Math.max(value, option.range[0]), option.range[1]);
  }
  if (option.type === 'hex' && typeof value === 'string') {
    const number = BigInt(value);
    if (option.range === undefined) return hexText(number);
    const [low, high] = [BigInt(option.range[0]), BigInt(option.range[1])];
    if (number < low) return hexText(low);
    return hexText(number > high ? high : number);
  }
  return value;
}

function hexNumber(value: unknown): bigint | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  return typeof value === 'string' && /^0x[0-9a-fA-F]{1,16}$/i.test(value) ? BigInt(value) : undefined;
}

function hexText(number: bigint): string {
  return `0x${number.toString(16)}`;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
