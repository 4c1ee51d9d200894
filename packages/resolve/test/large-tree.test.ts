import { expect, it } from 'vitest';
import { makePlan, readTree } from '../src/index.ts';
import { writeLargeTree } from './large-tree.ts';
import { withFolder } from './write-tree.ts';

it('reads, solves and plans 5,000 packages with 500 libraries, all of which it has in reach', async () => {
  const { tree, plan } = await withFolder(async (folder) => {
    writeLargeTree(folder, 5_000);
    const read = await readTree(folder);
    const targets = [{ platform: 'kvm', architecture: 'x86_64' }];
    return { tree: read, plan: makePlan({ tree: read, config: {}, sources: ['main.c'], targets }) };
  });

  expect(tree.packages).toHaveLength(500);
  const image = plan.targets[0];
  const generated = image?.libraries.filter((library) => library.name.startsWith('gen')) ?? [];
  // Five are the small pool's, and nobody needs its virtio-net.
  expect(generated).toHaveLength(495);
  expect(image?.libraries).toHaveLength(499);
  expect(generated.flatMap((library) => library.sources)).toHaveLength(495 * 20);
  expect(image?.linkerSets).toEqual(['init', 'set0', 'set1', 'set2', 'set3', 'set4', 'set5', 'set6']);
  expect(image?.libraries.find((library) => library.name === 'gen494')?.config).toMatchObject({
    GEN494_DEPTH: 494,
  });
});
