import { describe, expect, it } from 'vitest';
import { withFolder, writeTree, type TreeContent } from '../test/write-tree.ts';
import { detectPackageManager } from './detect-package-manager.ts';
import type { PackageManager } from './tree.ts';

async function detect(content: TreeContent, from = '.'): Promise<PackageManager> {
  return withFolder(async (folder) => {
    writeTree(folder, { 'apps/shop/package.json': {}, ...content });
    const found = detectPackageManager(from === '.' ? folder : `${folder}/${from}`);
    return { ...found, folder: found.folder.replace(folder, '') };
  });
}

describe('detectPackageManager', () => {
  it.each([
    ['npm', 'package-lock.json'],
    ['npm', 'npm-shrinkwrap.json'],
    ['pnpm', 'pnpm-lock.yaml'],
    ['yarn', 'yarn.lock'],
  ])('tells %s by %s, in the folder or above it', async (name, file) => {
    expect(await detect({ [file]: '' })).toEqual({ name, folder: '' });
    expect(await detect({ [file]: '' }, 'apps/shop')).toEqual({ name, folder: '' });
  });

  it('goes by the closest lock file', async () => {
    const content = { 'package-lock.json': '', 'apps/pnpm-lock.yaml': '' };

    expect(await detect(content, 'apps/shop')).toEqual({ name: 'pnpm', folder: '/apps' });
    expect(await detect(content)).toEqual({ name: 'npm', folder: '' });
  });

  it('takes npm where there is no lock file', async () => {
    expect(await detect({}, 'apps/shop')).toEqual({ name: 'npm', folder: '/apps/shop' });
  });
});
