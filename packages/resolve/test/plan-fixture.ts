import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UnicoreError } from '@unicore/descriptor';
import { chooseTargets, makePlan, makePool, parseAppConfig, readTree, type Plan, why } from '../src/index.ts';
import { smallPool } from './small-pool.ts';
import { withFolder, writePackage, writeTree, type TreeContent } from './write-tree.ts';

/** Where the application of a fixture stands in messages, whatever folder it was written to. */
export const shownFolder = '/home/you/shop';

/**
 * Writes the content of a tree.json, reads it, and makes the plan that its unicore.config.json asks for, all small
 * libraries being known as the pool; before that it asks why the (subject), if there is one, is there. Paths in the result, also in what it throws, are below `/home/you/shop`.
 */
export async function planFixture(content: TreeContent, subject?: string): Promise<Plan> {
  return withFolder(async (folder) => {
    writeTree(folder, content);
    const show = (text: string) => text.replaceAll(folder, shownFolder);
    try {
      return JSON.parse(show(JSON.stringify(await planFolder(folder, subject)))) as Plan;
    } catch (error) {
      if (!(error instanceof UnicoreError)) throw error;
      throw new UnicoreError(error.code, show(error.message), { hint: show(error.hint ?? ''), cause: error });
    }
  });
}

async function planFolder(folder: string, subject: string | undefined): Promise<Plan> {
  const tree = await readTree(folder);
  const file = join(folder, 'unicore.config.json');
  const config = existsSync(file) ? parseAppConfig(JSON.parse(readFileSync(file, 'utf8')), file) : {};
  const targets = chooseTargets(config, { hostArch: 'x64' });
  const input = { tree, config, targets, sources: ['main.c'], pool: await smallPoolIndex() };
  if (subject !== undefined) why(input, subject);
  return makePlan(input);
}

/** The small pool as its packages say it, with what writing fills in. */
async function smallPoolIndex(): Promise<ReturnType<typeof makePool>> {
  return withFolder(async (folder) => {
    const packages = Object.entries(smallPool).map(([name, content]) => {
      const path = join(folder, name);
      writePackage(path, content);
      return { package: name, library: JSON.parse(readFileSync(join(path, 'dist/library.json'), 'utf8')) };
    });
    return makePool(packages);
  });
}
