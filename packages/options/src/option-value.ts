import { didYouMean, type Option, type Range } from '@unicore/descriptor';
import { leadingNumber, type Reading } from './kconfig/evaluate.ts';
import type { OptionValue } from './solve-types.ts';

/** The value of an option that is not there, or has no default. Pure. */
export function emptyValue(option: Option): OptionValue {
  switch (option.type) {
    case 'bool':
    case 'tristate': {
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
    case 'tristate': {
      return typeof value === 'boolean' || value === 'm' ? { value } : expected('true, false or "m"');
    }
    case 'int': {
      if (typeof value !== 'number' || !Number.isSafeInteger(value)) return expected('a whole number');
      const [low, high] = fixedRange(option.range) ?? [value, value];
      return value >= low && value <= high ? { value } : expected(`${low} to ${high}`);
    }
    case 'hex': {
      const number = hexNumber(value);
      if (number === undefined) return expected('a hexadecimal string as "0x1000"');
      const [low, high] = fixedRange(option.range) ?? ['0x0', '0xffffffffffffffff'];
      return number >= BigInt(low) && number <= BigInt(high)
        ? { value: hexText(number) }
        : expected(`${low} to ${high}`);
    }
    case 'string': {
      return typeof value === 'string' && !/[\r\n\0]/.test(value) ? { value } : expected('one line of text');
    }
    case 'choice': {
      const members = Object.keys(option.members);
      if (option.optional === true && value === '') return { value };
      if (typeof value === 'string' && Object.hasOwn(option.members, value)) return { value };
      return {
        wrong: `expected one of ${members.join(', ')}, got ${show(value)}.${didYouMean(String(value), members)}`,
      };
    }
  }
}

/** The range of an option where it is always the same; ranges under conditions are judged with the values of others. Pure. */
export function fixedRange<Value>(range: Range<Value> | undefined): readonly [Value, Value] | undefined {
  if (range === undefined || range.length !== 2 || typeof range[0] === 'object') return undefined;
  return range as readonly [Value, Value];
}

/** A value as the evaluator has it: `y`, `m`, `n`, else its text. Pure. */
export function textOfValue(value: OptionValue): string {
  if (typeof value === 'boolean') return value ? 'y' : 'n';
  return String(value);
}

/** A value as expressions see it; what is not there reads as n and as empty text. Pure. */
export function readingOf(value: OptionValue | undefined): Reading {
  if (value === undefined) return { tri: 0, text: '', type: 'unknown' };
  const text = textOfValue(value);
  if (typeof value === 'boolean') return { tri: value ? 2 : 0, text, type: 'bool' };
  if (value === 'm') return { tri: 1, text, type: 'unknown' };
  return { tri: 0, text, type: typeof value === 'number' ? 'int' : 'unknown' };
}

/** Whether a bool or tristate is y or m. Pure. */
export function isOn(value: OptionValue | undefined): boolean {
  return value === true || value === 'm';
}

/** A value of an option out of the evaluator's text; empty where it has none. Pure. */
export function valueOfText(option: Option, text: string): OptionValue {
  switch (option.type) {
    case 'bool': {
      return text === 'y';
    }
    case 'tristate': {
      return text === 'm' ? 'm' : text === 'y';
    }
    case 'int': {
      return Number(leadingNumber(text, 10));
    }
    case 'hex': {
      return hexText(leadingNumber(text, 16));
    }
    case 'string':
    case 'choice': {
      return text;
    }
  }
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
