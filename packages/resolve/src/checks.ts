import { badSetting, type SettingPlace, unknownSetting } from './errors.ts';

/** Throws where the value is not what it names. */
export type Check = (value: unknown, place: SettingPlace) => void;

export function expecting(expected: string, holds: (value: unknown) => boolean): Check {
  return (value, place) => {
    if (!holds(value)) throw badSetting(place, expected, value);
  };
}

export function inside(place: SettingPlace, key: string | number): SettingPlace {
  return { ...place, path: [...place.path, key] };
}

export function listOf(item: Check): Check {
  const isList = expecting('a list', Array.isArray);
  return (value, place) => {
    isList(value, place);
    for (const [index, entry] of (value as readonly unknown[]).entries()) item(entry, inside(place, index));
  };
}

export function recordOf(item: Check): Check {
  return (value, place) => {
    isRecord(value, place);
    for (const [key, entry] of entriesOf(value)) item(entry, inside(place, key));
  };
}

export function objectOf(fields: Readonly<Record<string, Check>>): Check {
  return (value, place) => {
    isRecord(value, place);
    for (const [key, entry] of entriesOf(value)) {
      if (!Object.hasOwn(fields, key)) throw unknownSetting(inside(place, key), Object.keys(fields));
      fields[key]?.(entry, inside(place, key));
    }
  };
}

/** A field that is undefined counts as absent: `initrd: withFiles ? 'files' : undefined`. */
function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return Object.entries(value as object).filter(([, entry]) => entry !== undefined);
}

export const isRecord = expecting(
  'an object',
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);
export const text = expecting('a string', (value) => typeof value === 'string');
