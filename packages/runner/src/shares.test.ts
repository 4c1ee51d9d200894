import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkShares, settleShares } from './shares.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'uc-shares-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the folders that a guest shares', () => {
  it('are named relative to the folder, whatever their names hold', () => {
    mkdirSync(join(folder, 'a:b,c d'));

    expect(settleShares(['a:b,c d:/mnt/a', '.:/:ro'], folder)).toEqual([
      { path: join(folder, 'a:b,c d'), guestPath: '/mnt/a', readOnly: false },
      { path: folder, guestPath: '/', readOnly: true },
    ]);
  });

  it('are there, and folders', () => {
    writeFileSync(join(folder, 'file'), '');

    for (const name of ['file', 'none', 'file/below']) {
      expect(() => settleShares([`${name}:/mnt`], folder)).toThrow(
        expect.objectContaining({ code: 'ERR_UNICORE_SHARE_UNUSABLE' }),
      );
    }
  });

  it.each(['', '.', '.:', '.:mnt', ':/mnt', '.:/mnt:rw', '.:/mnt:ro:ro', '.:/a:/b:c'])(
    'do not read as "%s"',
    (text) => {
      expect(() => checkShares([text])).toThrow(
        expect.objectContaining({ code: 'ERR_UNICORE_INVALID_SHARE' }),
      );
    },
  );
});
