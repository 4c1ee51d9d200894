import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { smallPool } from './small-pool.ts';
import { writePackage } from './write-tree.ts';

/**
 * Writes an application with as many packages below it as said, a tenth of them libraries, and all of them within the
 * reader's reach and all libraries but one in the image: the ordinary packages are direct dependencies of libraries,
 * and the libraries of the application.
 *
 * Each library depends on `api` and up to three earlier libraries, requires memory, has five options that hang on each
 * other and on another library's, and twenty files; every tenth provides a contract of its own that the next requires.
 */
export function writeLargeTree(folder: string, packageCount: number): void {
  const modules = join(folder, 'node_modules');
  const base = ['api', 'x86_64arch', 'kvmplat', 'virtio-net', 'alloc-tlsf'].map(
    (name) => `@unicore/lib-${name}`,
  );
  for (const name of base) {
    const content = smallPool[name];
    if (content) writePackage(join(modules, name), content);
  }
  const libraryCount = Math.floor(packageCount / 10) - base.length;
  const plainCount = packageCount - libraryCount - base.length;
  for (let at = 0; at < libraryCount; at++) {
    const plain = range(plainCount).filter((one) => one % libraryCount === at);
    writeLibrary(modules, at, plain.map(plainName));
  }
  for (const at of range(plainCount)) writePlain(modules, plainName(at));
  const dependencies = versions([...range(libraryCount).map(libraryPackage), '@unicore/lib-kvmplat']);
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'large', version: '1.0.0', dependencies }),
  );
}

function writeLibrary(modules: string, at: number, plain: readonly string[]): void {
  const earlier = [...new Set([at - 1, at - 2, Math.floor(at / 2)])].filter((one) => one >= 0 && one < at);
  const dependencies = versions([
    '@unicore/lib-api',
    '@unicore/lib-alloc-tlsf',
    ...earlier.map(libraryPackage),
    ...plain,
  ]);
  const own = `service${at - (at % 10)}`;
  const previous = at > 0 ? `gen${at - 1}.enabled` : 'y';
  writePackage(join(modules, libraryPackage(at)), {
    dependencies,
    library: {
      name: `gen${at}`,
      summary: `Generated library ${at}`,
      ...(at % 10 === 0 && {
        contracts: { [own]: { version: '1.0', providers: 'one', summary: own } },
        provides: { [own]: '1.0' },
      }),
      requires: { malloc: '1.0', ...(at % 10 === 0 ? {} : { [own]: '1.0' }) },
      options: {
        enabled: { type: 'bool', prompt: 'Enable', default: true },
        fast: {
          type: 'bool',
          prompt: 'Fast',
          dependsOn: 'enabled',
          default: [{ value: true, when: previous }],
        },
        depth: { type: 'int', prompt: 'Depth', dependsOn: 'fast', default: at, range: [0, 100_000] },
        base: { type: 'hex', default: '0x1000' },
        policy: {
          type: 'choice',
          members: { fifo: { prompt: 'FIFO' }, lifo: { prompt: 'LIFO' } },
          default: 'fifo',
        },
      },
      includes: { public: ['include'], private: ['src'] },
      linkerSets: [`set${at % 7}`],
      sources: [
        { files: range(19).map((file) => `src/part${file}.c`) },
        { when: 'fast && depth >= 0', files: ['src/fast.c'] },
      ],
    },
  });
}

function writePlain(modules: string, name: string): void {
  mkdirSync(join(modules, name), { recursive: true });
  const text = JSON.stringify({
    name,
    version: '1.0.0',
    description: 'x'.repeat(600),
    dependencies: { unseen: '1' },
  });
  writeFileSync(join(modules, name, 'package.json'), text);
}

function libraryPackage(at: number): string {
  return `@generated/lib-gen${at}`;
}

function plainName(at: number): string {
  return `plain-${at}`;
}

function versions(names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, '^1.0.0']));
}

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
