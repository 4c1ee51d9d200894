import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../replace-file.ts';
import type { Edit } from './settings.ts';

/** Changes that were not saved when a menu's terminal went or its process was ended; the next menu takes them over. */
export interface Unsaved {
  /** Those of the menu before; a file that is something else counts as none. */
  readonly read: () => readonly Edit[];
  readonly keep: (edits: readonly Edit[]) => void;
  readonly forget: () => void;
}

/** Opens the place for them, beside what else is made for an application. */
export function openUnsaved(folder: string): Unsaved {
  const path = join(folder, '.unicore', 'menuconfig-unsaved.json');
  return {
    read() {
      try {
        const data: unknown = JSON.parse(readFileSync(path, 'utf8'));
        return Array.isArray(data) ? data.filter(isEdit) : [];
      } catch {
        return [];
      }
    },
    keep(edits) {
      if (edits.length === 0) return;
      mkdirSync(join(folder, '.unicore'), { recursive: true });
      replaceFile(path, JSON.stringify(edits));
    },
    forget: () => rmSync(path, { force: true }),
  };
}

const heads: readonly unknown[] = ['options', 'profile', 'providers', 'targets'];

function isEdit(value: unknown): value is Edit {
  if (typeof value !== 'object' || value === null || !('path' in value) || !Array.isArray(value.path))
    return false;
  const set: unknown = 'value' in value ? value.value : undefined;
  const isValue =
    set === undefined ||
    ['boolean', 'number', 'string'].includes(typeof set) ||
    (Array.isArray(set) && set.every((one) => typeof one === 'string'));
  return isValue && heads.includes(value.path[0]) && value.path.every((key) => typeof key === 'string');
}
