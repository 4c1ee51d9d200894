import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { invalidShare, shareUnusable } from './errors.ts';

/** A folder of the host that the guest sees as its own. */
export interface Share {
  readonly path: string;
  /** Where the guest mounts it. */
  readonly guestPath: string;
  readonly readOnly: boolean;
}

/** What a mount calls it. */
export function shareTag(index: number): string {
  return `share${index}`;
}

/** The last colons count: folders of the host may have some, and paths of the guest may not, since vfs.mount= parts words by them. */
function readShare(text: string): Share {
  const [, path, guestPath, ro] = /^(.+?):(\/[^:]*)(:ro)?$/s.exec(text) ?? [];
  if (path === undefined || guestPath === undefined) throw invalidShare(text);
  return { path, guestPath, readOnly: ro !== undefined };
}

/**
 * Says what is wrong with how shared folders are written, without looking for them.
 *
 * @throws {UnicoreError} `ERR_UNICORE_INVALID_SHARE`
 */
export function checkShares(texts: readonly string[]): void {
  texts.forEach(readShare);
}

/**
 * Finds the folders that `texts` name, relative to `folder`.
 *
 * @throws {UnicoreError} `ERR_UNICORE_INVALID_SHARE`, `ERR_UNICORE_SHARE_UNUSABLE`
 */
export function settleShares(texts: readonly string[], folder: string): readonly Share[] {
  return texts.map(readShare).map((share) => {
    const path = resolve(folder, share.path);
    if (!isFolder(path)) throw shareUnusable(path);
    return { ...share, path };
  });
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
