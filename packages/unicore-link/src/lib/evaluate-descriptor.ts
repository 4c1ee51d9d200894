import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LibraryDefinition } from '@unicore/descriptor';
import { descriptorFailed, noDescriptor } from '../errors.ts';

/**
 * Runs the author's own descriptor and returns what it exports. `@unicore/descriptor` is the running copy, so that a
 * library builds before its devDependencies are installed.
 *
 * @throws {UnicoreError} `ERR_UNICORE_NO_DESCRIPTOR`, `ERR_UNICORE_DESCRIPTOR_FAILED`
 */
export async function evaluateDescriptor(
  folder: string,
): Promise<{ readonly path: string; readonly definition: LibraryDefinition }> {
  const path = join(folder, 'unicore.library.ts');
  if (!existsSync(path)) throw noDescriptor(folder);
  const [{ createJiti }, descriptor] = await Promise.all([import('jiti'), import('@unicore/descriptor')]);
  const jiti = createJiti(path, {
    fsCache: false,
    moduleCache: false,
    interopDefault: false, // It reads properties of what is exported, which may be null.
    virtualModules: { '@unicore/descriptor': descriptor },
  });
  let value: unknown;
  try {
    value = await jiti.import(path, { default: true });
  } catch (error) {
    throw descriptorFailed(path, error);
  }
  if (typeof value !== 'object' || value === null || !('name' in value)) {
    throw descriptorFailed(path, new TypeError('it has no default export made by defineLibrary({...})'));
  }
  return { path, definition: value as LibraryDefinition };
}
