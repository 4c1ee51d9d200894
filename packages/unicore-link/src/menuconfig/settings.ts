import type { AppConfig } from '@unicore/resolve';

/** Where a setting stands in the config: `['options', 'lwip', 'ipv6']`. */
export type SettingPath = readonly string[];

export type SettingValue = boolean | number | string | readonly string[];

/** What a user changed of the config; a value that is undefined takes the setting out. */
export interface Edit {
  readonly path: SettingPath;
  readonly value: SettingValue | undefined;
}

/** Returns what a config has at a path; nothing where it has nothing. Pure. */
export function settingAt(config: unknown, path: SettingPath): unknown {
  let at = config;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[key];
  }
  return at;
}

/** Returns the config with edits applied; itself stays as it is. Pure. */
export function withEdits(config: AppConfig, edits: Iterable<Edit>): AppConfig {
  let result: AppConfig = config;
  for (const { path, value } of edits) result = putAt(result, path, value) as AppConfig;
  return result;
}

function putAt(at: unknown, path: SettingPath, value: SettingValue | undefined): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const record = typeof at === 'object' && at !== null ? (at as Readonly<Record<string, unknown>>) : {};
  const { [key]: old, ...others } = record;
  const put = putAt(old, rest, value);
  return put === undefined ? others : Object.fromEntries([...Object.entries(record), [key, put]]);
}

/** Tells whether two settings say the same. Pure. */
export function sameSetting(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
