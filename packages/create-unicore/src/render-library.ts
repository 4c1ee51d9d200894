import type { Contract, LibraryAnswers } from './answers.ts';
import { json, rangeOf } from './render-app.ts';
import type { RenderContext } from './render-project.ts';

interface Shape {
  readonly dependencies: readonly string[];
  /** Lines of the descriptor after its summary. */
  readonly descriptor: readonly string[];
  readonly builders: readonly string[];
  readonly publicHeaders: boolean;
}

const shapes: Readonly<Record<Contract, Shape>> = {
  none: {
    dependencies: ['@unicore/lib-api'],
    builders: ['bool', 'defineLibrary'],
    publicHeaders: true,
    descriptor: [
      '  options: {',
      '    polite: bool({',
      "      prompt: 'Greet politely',",
      "      help: 'Costs a few bytes a greeting.',",
      '      default: true,',
      '    }),',
      '  },',
      "  sources: ['src/*.c'],",
      "  includes: { public: ['include'] },",
    ],
  },
  malloc: {
    dependencies: ['@unicore/lib-alloc-buddy', '@unicore/lib-api'],
    builders: ['defineLibrary'],
    publicHeaders: false,
    descriptor: [
      "  provides: { malloc: '1.0' },",
      "  requires: { pages: '1.0' },",
      "  defaults: { pages: 'alloc-buddy' },",
      "  sources: ['src/*.c'],",
    ],
  },
};

/** Renders package.json of a library. Pure. */
export function renderLibraryManifest(answers: LibraryAnswers, { ranges }: RenderContext): string {
  const { dependencies, publicHeaders } = shapes[answers.contract];
  const wanted = (names: readonly string[]) =>
    Object.fromEntries(names.toSorted().map((name) => [name, rangeOf(name, ranges)]));
  return json({
    name: answers.packageName,
    version: '0.0.0',
    description: answers.summary,
    license: 'BSD-3-Clause',
    author: answers.author,
    type: 'module',
    keywords: ['unicore', 'unicore-library'],
    unicore: { library: './dist/library.json' },
    exports: { './package.json': './package.json', './library.json': './dist/library.json' },
    files: ['dist', ...(publicHeaders ? ['include'] : []), 'src'],
    scripts: {
      build: 'unicore-link lib build',
      check: 'unicore-link lib build && unicore-link lib check',
      test: 'unicore-link lib test',
      prepack: 'unicore-link lib build',
    },
    dependencies: wanted(dependencies),
    devDependencies: wanted([
      '@changesets/cli',
      '@unicore/descriptor',
      '@unicore/lib-hosted',
      'typescript',
      'unicore-link',
    ]),
    publishConfig: { access: 'public' },
  });
}

/** Renders unicore.library.ts. Pure. */
export function renderDescriptor(answers: LibraryAnswers): string {
  const { builders, descriptor } = shapes[answers.contract];
  return [
    `import { ${builders.join(', ')} } from '@unicore/descriptor';`,
    '',
    'export default defineLibrary({',
    `  name: '${answers.name}',`,
    "  pool: 'main',",
    "  side: 'system',",
    `  summary: ${quoted(answers.summary)},`,
    ...descriptor,
    '});',
    '',
  ].join('\n');
}

function quoted(text: string): string {
  return text.includes("'") ? JSON.stringify(text) : `'${text.replaceAll('\\', '\\\\')}'`;
}
