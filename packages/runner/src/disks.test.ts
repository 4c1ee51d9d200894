import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settleDisks } from './disks.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'uc-disks-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the disks of a guest', () => {
  it('are files that exist, named relative to the folder', () => {
    writeFileSync(join(folder, 'a b.img'), 'x'.repeat(1024));

    expect(settleDisks(['a b.img,ro'], folder)).toEqual([
      { path: join(folder, 'a b.img'), readOnly: true, device: false },
    ]);
  });

  it('are made, and take no room, where a size is given', () => {
    settleDisks(['new.img,size=64M'], folder);

    const { size, blocks } = statSync(join(folder, 'new.img'));
    expect(size).toBe(67_108_864);
    expect(blocks).toBeLessThan(16);
  });

  it('keep what they hold where the file is there already', () => {
    writeFileSync(join(folder, 'old.img'), 'x'.repeat(1024));
    settleDisks(['old.img,size=64M'], folder);

    expect(statSync(join(folder, 'old.img')).size).toBe(1024);
  });

  it('are asked for by name where the file is missing and no size is given', () => {
    expect(() => settleDisks(['none.img'], folder)).toThrow(
      expect.objectContaining({
        code: 'ERR_UNICORE_DISK_MISSING',
        message: `There is no disk "${join(folder, 'none.img')}".`,
      }),
    );
    expect(existsSync(join(folder, 'none.img'))).toBe(false);
  });

  it('are neither folders, nor too small, nor where no file can be made', () => {
    mkdirSync(join(folder, 'd'));
    writeFileSync(join(folder, 'small'), 'x');
    for (const disk of ['d', 'small', 'small/new,size=1M']) {
      expect(() => settleDisks([disk], folder)).toThrow(
        expect.objectContaining({ code: 'ERR_UNICORE_DISK_UNUSABLE' }),
      );
    }
  });

  it('are files that this user may write, or read with ro', (context) => {
    context.skip(process.getuid?.() === 0, 'root may write to any file');
    writeFileSync(join(folder, 'a'), 'x'.repeat(1024));
    chmodSync(join(folder, 'a'), 0o400);

    expect(() => settleDisks(['a'], folder)).toThrow('this user may not write it');
    expect(settleDisks(['a,ro'], folder)).toHaveLength(1);
  });

  it('are written as FILE[,ro][,size=64M]', () => {
    expect(() => settleDisks(['a,rw'], folder)).toThrow(
      expect.objectContaining({ code: 'ERR_UNICORE_INVALID_DISK', message: '"a,rw" names no disk.' }),
    );
  });
});
