import { readFileSync } from 'node:fs';
import type { PlaceOf } from '@unicore/resolve';
import type { ConfigPlace } from '../app/find-config.ts';
import { type ConfigText, findConfigObject, followed, lineAt, propertyOf } from './find-config-object.ts';
import type { ValueNode } from './scan-code.ts';

/**
 * Finds the line at which a config, or a descriptor, has a setting. Of an entry of a list that is the list's. Pure.
 *
 * @returns from 1; undefined where code makes the setting, or the object that would hold it
 */
export function findSettingLine(
  { text, isJson, prefix }: ConfigText,
  path: Parameters<PlaceOf>[0],
): number | undefined {
  let node: ValueNode = findConfigObject(text, isJson);
  let line: number | undefined;
  for (const key of [...prefix, ...path]) {
    if (node.kind === 'literal' || (node.kind === 'code' && /^\d+$/.test(String(key)))) return line;
    if (node.kind === 'code') return undefined;
    const { property, isOverridden } = propertyOf(node, String(key));
    if (property === undefined || isOverridden) return undefined;
    line = lineAt(text, property.start);
    node = followed(text, property.value);
  }
  return line;
}

/**
 * Says where an application's settings stand: `/home/you/shop/unicore.config.ts:12`, or the file alone. Reads it when it is asked.
 *
 * @param text - what the file is to hold, where it does not yet
 */
export function createPlaceOf(config: ConfigPlace, text?: string): PlaceOf | undefined {
  if (config.kind === 'none') return undefined;
  const { file } = config;
  return (path) => {
    const line = findSettingLine(configTextOf(config, text ?? textOf(file)), path);
    return line === undefined ? file : `${file}:${line}`;
  };
}

/** The text of a config, and where in it the settings are. Pure. */
export function configTextOf(
  { kind, file }: Exclude<ConfigPlace, { kind: 'none' }>,
  text: string,
): ConfigText {
  return {
    text,
    isJson: file.endsWith('.json'),
    prefix: kind === 'manifest' ? ['unicore', 'app'] : [],
  };
}

/** A file that went meanwhile has no lines. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
