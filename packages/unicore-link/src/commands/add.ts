import { didYouMean } from '@unicore/descriptor';
import type { PoolIndex } from '@unicore/resolve';
import { addPackages } from '../app/add-packages.ts';
import { findApp } from '../app/find-config.ts';
import { readFreshTree, readPool } from '../app/read-app.ts';
import { syncTypes } from '../app/sync-types.ts';
import type { RunCommand } from '../command.ts';
import { unknownPoolName } from '../errors.ts';

const add: RunCommand = async (context, { operands }) => {
  const { folder } = findApp(context.cwd);
  const pool = readPool();
  const packages = operands.map((name) => packageOf(name, pool));
  await addPackages(folder, packages, context);
  syncTypes(await readFreshTree(folder, context.reporter));
};

/**
 * The npm package of a short name: a library's (`lwip`), or a platform's or architecture's (`kvm` is
 * `@unicore/lib-kvmplat`). A name with a scope or a version is a package already. Pure.
 *
 * @throws {UnicoreError} `ERR_UNICORE_UNKNOWN_POOL_NAME`
 */
export function packageOf(name: string, { libraries }: PoolIndex): string {
  if (name.startsWith('@') || name.includes('/')) return name;
  const [short = '', version] = name.split('@');
  const found =
    libraries.find((entry) => entry.name === short) ??
    libraries.find((entry) => entry.pool === 'plat' && entry.platforms?.includes(short)) ??
    libraries.find((entry) => entry.pool === 'arch' && entry.archs?.includes(short));
  if (!found) {
    const names = libraries.flatMap((entry) => [
      entry.name,
      ...(entry.pool === 'plat' ? (entry.platforms ?? []) : []),
    ]);
    throw unknownPoolName(short, didYouMean(short, names));
  }
  return version === undefined ? found.package : `${found.package}@${version}`;
}

export default add;
