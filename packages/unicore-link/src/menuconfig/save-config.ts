import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { AppConfig } from '@unicore/resolve';
import type { FoundApp } from '../app/find-config.ts';
import { loadConfigText } from '../app/load-config.ts';
import type { ConfigText } from '../config-text/find-config-object.ts';
import { configTextOf } from '../config-text/setting-places.ts';
import { editConfig, newConfig, type Paste } from './edit-config.ts';
import { replaceFile } from '../replace-file.ts';
import { type Edit, withEdits } from './settings.ts';

export interface Saved {
  /** Relative to the application's folder. */
  readonly file: string;
  /** As the file has it now. */
  readonly config: AppConfig;
  /** What has to be made by hand. */
  readonly pastes: readonly Paste[];
}

/**
 * Writes edits into the file of an application's config, or makes one. Each edit is taken only where the text, evaluated, says what
 * it said before and the edit; the others come back to be pasted.
 *
 * @throws {UnicoreError} what `loadConfigText` throws of the file as it is
 */
export async function saveConfig(found: FoundApp, edits: readonly Edit[]): Promise<Saved> {
  const { config: place, folder } = found;
  if (place.kind === 'none') {
    const file = join(folder, 'unicore.config.ts');
    // Made in the meantime by somebody else: nothing is written over.
    if (existsSync(file)) return saveConfig({ folder, config: { kind: 'file', file } }, edits);
    const text = newConfig(edits);
    const config = await loadConfigText({ folder, config: { kind: 'file', file } }, text);
    replaceFile(file, text);
    return { file: 'unicore.config.ts', config, pastes: [] };
  }
  const { file } = place;
  const before = readFileSync(file, 'utf8');
  const source: Omit<ConfigText, 'text'> = configTextOf(place, before);
  let text = before;
  let config = await loadConfigText(found, text);
  const pastes: Paste[] = [];
  for (const edit of edits) {
    const next = editConfig({ ...source, text }, edit);
    const expected = withEdits(config, [edit]);
    if ('edit' in next) pastes.push(next);
    else if (sameData(await evaluated(found, next.text), expected)) {
      text = next.text;
      config = expected;
    } else pastes.push(pasteAnywhere(source, text, edit));
  }
  if (text !== before) replaceFile(file, text);
  return { file: relative(folder, file), config, pastes };
}

async function evaluated(found: FoundApp, text: string): Promise<AppConfig | undefined> {
  try {
    return await loadConfigText(found, text);
  } catch {
    return undefined;
  }
}

/** The changes as a config of their own would have them. Pure. */
export function pasteWhole(file: string, edits: readonly Edit[]): readonly string[] {
  const gone = edits.filter(({ value }) => value === undefined).map(({ path }) => path.join('.'));
  return [
    `What ${file} needs:`,
    '',
    ...newConfig(edits)
      .split('\n')
      .map((line) => (line === '' ? '' : `    ${line}`)),
    ...(gone.length === 0 ? [] : [`What it must not set: ${gone.join(', ')}`]),
  ];
}

/** What to write where the text's own literals do not decide. */
function pasteAnywhere(source: Omit<ConfigText, 'text'>, text: string, edit: Edit): Paste {
  const asCode = editConfig({ ...source, prefix: [], text: 'export default make()' }, edit);
  if (!('edit' in asCode)) throw new Error(`${edit.path.join('.')} went into code that has no object`);
  const line = text.split('\n').findIndex((one) => /export default|module\.exports/.test(one)) + 1;
  return { ...asCode, line: Math.max(1, line) };
}

/** Whatever the order of keys. */
function sameData(left: unknown, right: unknown): boolean {
  return JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]));
}
