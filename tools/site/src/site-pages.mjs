import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { commandReference } from './command-reference.mjs';
import { contractPages } from './contract-pages.mjs';
import { libraryIndex, libraryPage } from './library-pages.mjs';
import { typeReference } from './type-reference.mjs';

/**
 * All pages of the site but its first.
 *
 * @returns `route` (`guide/start`), `text` (Markdown), `source` (the file to which its links are relative), and the paths of
 * the repository that it stands for in links
 */
export async function sitePages(root) {
  const libraries = readLibraries(root);
  return [
    ...documents(root),
    ...readmes(root, 'packages', 'packages'),
    ...readmes(root, 'examples', 'examples'),
    ...readmes(root, 'libs-native/app', 'programs'),
    ...readmes(root, 'tools', 'tools'),
    ...contractPages(root, libraries).map((page) => ({ ...page, source: 'README.md' })),
    ...libraries.map((one) => ({
      route: `libraries/${one.library.name}`,
      text: libraryPage(one, libraries),
      source: `${one.folder}/README.md`,
      files: [one.folder, `${one.folder}/README.md`, `${one.folder}/unicore.library.ts`],
    })),
    { route: 'libraries/index', text: libraryIndex(libraries), source: 'README.md', files: ['libs-native'] },
    {
      route: 'reference/cli',
      text: await commandReference(root),
      source: 'docs/reference/cli.md',
      files: [],
    },
    {
      route: 'reference/descriptor',
      text: descriptorPage(root),
      source: 'docs/reference/descriptor.md',
      files: [],
    },
    {
      route: 'reference/configuration',
      text: configurationPage(root),
      source: 'docs/reference/configuration.md',
      files: [],
    },
  ];
}

/** Pages of docs/, and those that stand at the top of the repository. */
function documents(root) {
  const nested = readdirSync(join(root, 'docs'), { recursive: true })
    .map(String)
    .filter((path) => path.endsWith('.md'));
  const pages = nested.map((path) => [
    `docs/${path}`,
    path.replace(/(^|\/)README\.md$/, '$1index').replace(/\.md$/, ''),
  ]);
  const decisions = nested.filter((path) => path.startsWith('decisions/')).toSorted();
  return [
    ...[
      ...pages,
      ...['ARCHITECTURE', 'CAVEATS', 'CONTRIBUTING', 'SECURITY'].map((name) => [
        `${name}.md`,
        name.toLowerCase(),
      ]),
    ].map(([source, route]) => ({
      route,
      text: readFileSync(join(root, source), 'utf8'),
      source,
      files: [source, ...(source.endsWith('/README.md') ? [source.replace('/README.md', '')] : [])],
    })),
    {
      route: 'decisions/index',
      text: `# Decisions\n\nChoices that others may question, a page each, with what they cost.\n\n${decisions
        .map(
          (path) =>
            `- [${/^# (.*)$/m.exec(readFileSync(join(root, 'docs', path), 'utf8'))?.[1]}](docs/${path})\n`,
        )
        .join('')}`,
      source: 'README.md',
      files: ['docs/decisions'],
    },
  ];
}

function readmes(root, folder, route) {
  return readdirSync(join(root, folder))
    .filter((name) => existsSync(join(root, folder, name, 'README.md')))
    .map((name) => {
      const source = `${folder}/${name}/README.md`;
      return {
        route: `${route}/${name}`,
        text: readFileSync(join(root, source), 'utf8'),
        source,
        files: [source, `${folder}/${name}`],
      };
    });
}

function readLibraries(root) {
  const pools = ['arch', 'plat', 'main'];
  return pools.flatMap((pool) =>
    readdirSync(join(root, 'libs-native', pool))
      .map((name) => `libs-native/${pool}/${name}`)
      .filter((folder) => existsSync(join(root, folder, 'unicore.library.ts')))
      .map((folder) => {
        const file = join(root, folder, 'dist/library.json');
        if (!existsSync(file))
          throw new Error(`${file} is not there. Build the libraries first: npm run build`);
        return {
          folder,
          manifest: JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')),
          library: JSON.parse(readFileSync(file, 'utf8')),
          readme: readFileSync(join(root, folder, 'README.md'), 'utf8'),
        };
      }),
  );
}

function descriptorPage(root) {
  const sources = ['define-library.ts', 'option-builders.ts', 'library.ts'];
  const files = sources.map((file) => join(root, 'packages/descriptor/src', file));
  const functions = ['defineLibrary', 'when', 'bool', 'tristate', 'int', 'hex', 'string', 'choice'];
  return `# Descriptor

What a library says of itself: written as \`unicore.library.ts\` with the functions of \`@unicore/descriptor\`, published as \`dist/library.json\`.
[descriptor](../../packages/descriptor/README.md) has an example.

${typeReference(files, [...functions, 'Library'])}`;
}

function configurationPage(root) {
  const files = ['packages/resolve/src/app-config.ts', 'packages/resolve/src/plan.ts'].map((file) =>
    join(root, file),
  );
  const names = ['AppConfig', 'RunSettings', 'BudgetSettings', 'ToolchainSettings'];
  return `# Configuration

All keys of \`unicore.config.ts\`. The same keys stand in \`unicore.config.json\`, and below \`unicore.app\` in package.json.
[Configuring an application](../guide/configuring.md) explains them by examples.

${typeReference(files, names)}`;
}
