import { UnicoreError } from '@unicore/descriptor';
import { readTree, type Tree } from '@unicore/resolve';
import type { RunCommand } from '../command.ts';
import { ownVersion } from '../package-folder.ts';

const version: RunCommand = async ({ cwd, reporter }) => {
  reporter.result(`unicore-link ${ownVersion()}`);
  const tree = await treeIfAny(cwd);
  const libraries = (tree?.packages ?? []).map(({ package: name, version: itsVersion, folder, own }) => ({
    package: name,
    version: itsVersion,
    folder,
    own,
  }));
  reporter.object({ version: ownVersion(), libraries });
  for (const entry of libraries) {
    reporter.result(`${entry.package} ${entry.version}${entry.own ? `  ${entry.folder}` : ''}`);
  }
};

/** Outside of an application there is nothing to list. */
async function treeIfAny(folder: string): Promise<Tree | undefined> {
  try {
    return await readTree(folder);
  } catch (error) {
    if (error instanceof UnicoreError) return undefined;
    throw error;
  }
}

export default version;
