// Tables in the documentation that repeat what stands elsewhere: the index of error pages (written by this file when it
// is run), and the contracts of ARCHITECTURE.md with their providers, which must equal the descriptors.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Lines that say what is stale; nothing if all is as it should be. */
export function staleTables(root) {
  return [
    ...(read(root, 'docs/errors/README.md') === errorIndex(root)
      ? []
      : ['docs/errors/README.md is not the index of its folder; to mend it: node tools/ci/doc-tables.mjs']),
    ...staleContracts(root),
    ...clashingDecisions(root),
  ].join('\n');
}

function errorIndex(root) {
  const lines = readdirSync(join(root, 'docs/errors'))
    .filter((file) => /^ERR_UNICORE_\w+\.md$/.test(file))
    .toSorted()
    .map((file) => {
      const summary = read(root, `docs/errors/${file}`).split('\n')[2];
      return `- [${file.replace(/\.md$/, '')}](${file}): ${summary}\n`;
    });
  return `# Errors

One page for each error code, with its cause and how to mend it. Written by \`node tools/ci/doc-tables.mjs\`; do not edit.

${lines.join('')}`;
}

/** Rows of ARCHITECTURE.md against `contracts` of the API and `provides` of all libraries. */
function staleContracts(root) {
  // Applications have no descriptor.
  const libraries = readdirSync(join(root, 'libs-native')).flatMap((pool) =>
    readdirSync(join(root, 'libs-native', pool))
      .map((name) => `libs-native/${pool}/${name}`)
      .filter((folder) => existsSync(join(root, folder, 'unicore.library.ts')))
      .map((folder) => JSON.parse(read(root, `${folder}/dist/library.json`))),
  );
  const { contracts } = libraries.find(({ name }) => name === 'api');
  const rows = read(root, 'ARCHITECTURE.md').matchAll(
    /^\| ([\w-]+) \| (one|many|optional) \| [^|]+ \| ([^|]+) \|$/gm,
  );
  const written = new Map([...rows].map(([, contract, count, names]) => [contract, { count, names }]));
  return [...new Set([...Object.keys(contracts), ...written.keys()])].flatMap((contract) => {
    const row = written.get(contract);
    const declared = contracts[contract];
    if (!row || !declared)
      return [`ARCHITECTURE.md: contract ${contract} is ${row ? 'not declared by api' : 'missing'}`];
    const providers =
      libraries
        .filter(({ provides }) => provides?.[contract])
        .map(({ name }) => name)
        .toSorted()
        .join(', ') || 'none yet';
    const named = row.names
      .replaceAll(/ \([^)]*\)/g, '')
      .split(', ')
      .toSorted()
      .join(', ');
    return [
      ...(row.count === declared.providers
        ? []
        : [`ARCHITECTURE.md: an image holds ${declared.providers} of ${contract}`]),
      ...(named === providers ? [] : [`ARCHITECTURE.md: ${contract} is provided by ${providers}`]),
    ];
  });
}

function clashingDecisions(root) {
  const numbers = readdirSync(join(root, 'docs/decisions')).map((file) => file.slice(0, 4));
  return numbers
    .filter((number, index) => numbers.indexOf(number) !== index)
    .map((number) => `docs/decisions: two of them are number ${number}`);
}

function read(root, file) {
  return readFileSync(join(root, file), 'utf8');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  writeFileSync(join(root, 'docs/errors/README.md'), errorIndex(root));
}
