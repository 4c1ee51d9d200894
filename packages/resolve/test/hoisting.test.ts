import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makePlan, readTree, type Plan } from '../src/index.ts';
import { smallPool } from './small-pool.ts';
import { withFolder, writePackage } from './write-tree.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const roots = [
  '@unicore/lib-lwip',
  '@unicore/lib-kvmplat',
  '@unicore/lib-linuxuplat',
  '@unicore/lib-alloc-bump',
];
const targets = ['kvm', 'linuxu'].map((platform) => ({ platform, architecture: 'x86_64' }));
const alphabetical = Object.keys(smallPool).toSorted();

interface Layout {
  /** Order of the application's dependencies. */
  readonly roots: readonly string[];
  /** Packages that stand in the application's node_modules; all others are nested in each dependent. */
  readonly hoisted: readonly string[];
  /** Order in which packages are written, and so in which the disk may list them. */
  readonly writing: readonly string[];
}

function install(folder: string, layout: Layout): void {
  const dependencies = Object.fromEntries(layout.roots.map((name) => [name, '^1.0.0']));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'shop', dependencies }));
  const atTop = new Set([...layout.roots, ...layout.hoisted]);
  for (const name of layout.writing.filter((one) => atTop.has(one))) place(folder, name, atTop);
}

function place(parent: string, name: string, atTop: ReadonlySet<string>): void {
  const content = smallPool[name];
  if (!content) throw new Error(`no ${name} in the small pool`);
  const folder = join(parent, 'node_modules', name);
  writePackage(folder, content);
  for (const need of Object.keys(content.dependencies ?? {})) {
    if (!atTop.has(need)) place(folder, need, atTop);
  }
}

/** Folders of packages differ by layout, as they must; nothing else may. */
async function planOf(layout: Layout): Promise<unknown> {
  return withFolder(async (folder) => {
    install(folder, layout);
    const tree = await readTree(folder);
    const plan = makePlan({ tree, config: {}, sources: ['main.c'], targets });
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
    expect(JSON.parse(JSON.stringify(tree))).toEqual(tree);
    return JSON.parse(JSON.stringify(plan), (key, value: unknown) => (key === 'folder' ? '' : value)) as Plan;
  });
}

it('plans the same images, as plain JSON, however the packages are hoisted and ordered', async () => {
  const expected = await planOf({ roots, hoisted: alphabetical, writing: alphabetical });
  const layouts = fc.record({
    roots: fc.shuffledSubarray(roots, { minLength: roots.length }),
    hoisted: fc.subarray(alphabetical.filter((name) => !roots.includes(name))),
    writing: fc.shuffledSubarray(alphabetical, { minLength: alphabetical.length }),
  });

  await fc.assert(
    fc.asyncProperty(layouts, async (layout) => {
      expect(await planOf(layout)).toEqual(expected);
    }),
    { numRuns: 40 },
  );
});
