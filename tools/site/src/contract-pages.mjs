import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { headerReference } from './header-reference.mjs';
import { prose, slug, table } from './markdown.mjs';

const api = 'libs-native/main/api';
const include = `${api}/include`;
const counts = { one: 'one', many: 'any number', optional: 'one, or none' };

/**
 * Pages of contracts, and one for the headers that belong to none.
 *
 * @returns route, text, and the paths of the headers that the page documents
 */
export function contractPages(root, libraries) {
  const declared = libraries.flatMap(({ folder, library }) =>
    Object.entries(library.contracts ?? {}).map(([name, contract]) => ({ name, folder, ...contract })),
  );
  const ofApi = headersOfContracts(root);
  const documented = new Map();
  const pages = declared.map((contract) => {
    const all =
      contract.folder === api
        ? (ofApi.get(contract.name) ?? [])
        : headersBelow(root, `${contract.folder}/include`);
    // A header that several contracts share is documented with the first of them.
    const headers = all.filter((path) => !documented.has(path));
    headers.forEach((path) => documented.set(path, contract.name));
    const elsewhere = all
      .filter((path) => !headers.includes(path))
      .map((path) => `[${nameOf(path)}](/contracts/${documented.get(path)}#${slug(nameOf(path))})`);
    return {
      route: `contracts/${contract.name}`,
      description: `Contract ${contract.name} ${contract.version} between the libraries of an image: ${contract.summary}.`,
      text: contractPage(root, { ...contract, headers, elsewhere }, libraries),
      files: headers,
    };
  });
  const shared = headersBelow(root, include).filter(
    (path) => !documented.has(path) && !/uc\/(suites\/.*|test)\.h$/.test(path),
  );
  return [
    {
      route: 'contracts/index',
      text: contractIndex(declared, libraries),
      files: [include, `${include}/uc`],
    },
    ...pages,
    {
      route: 'contracts/shared',
      text: `# Shared headers\n\nTypes, errors and small helpers of \`@unicore/lib-api\` that belong to no single contract.\n\n${sections(root, shared)}`,
      files: shared,
    },
  ];
}

function contractIndex(declared, libraries) {
  const rows = declared.map(({ name, version, providers, summary }) => [
    `[${name}](/contracts/${name})`,
    version,
    counts[providers],
    prose(summary),
    providersOf(name, libraries),
  ]);
  return `# Contracts

A contract is a header, a version, and how many providers an image may hold. Libraries require contracts and provide them; who provides one is chosen
for each image. What belongs to no single contract stands among the [shared headers](/contracts/shared).

${table(['contract', 'version', 'providers in an image', 'what it is', 'provided by'], rows)}`;
}

function contractPage(root, { name, version, providers, summary, headers, elsewhere }, libraries) {
  const requirers = libraries.filter(({ library }) => library.requires?.[name]).map(libraryLink);
  const suites = suitesOf(root, name).map((path) => `\`${path}\``);
  const facts = [
    ['version', version],
    ['providers in an image', counts[providers]],
    ['provided by', providersOf(name, libraries) || 'none yet'],
    ['required by', requirers.join(', ') || 'applications'],
    ['header', elsewhere.join(', ')],
    ['suite', suites.join(', ')],
  ].filter(([, value]) => value !== '');
  return `# Contract ${name}\n\n${prose(summary)}.\n\n${table(['', ''], facts)}\n${sections(root, headers)}`;
}

function sections(root, headers) {
  return headers
    .map((path) => headerReference(nameOf(path), readFileSync(join(root, path), 'utf8')))
    .join('\n');
}

function providersOf(name, libraries) {
  return libraries
    .filter(({ library }) => library.provides?.[name])
    .map(libraryLink)
    .join(', ');
}

function libraryLink({ library: { name } }) {
  return `[${name}](/libraries/${name})`;
}

function suitesOf(root, name) {
  const path = `uc/suites/${name}.h`;
  return existsSync(join(root, include, path)) ? [path] : [];
}

/** From the table of ARCHITECTURE.md: `uc/sched.h`, `wait.h`; a header has those of the folder of its name with it. */
function headersOfContracts(root) {
  const rows = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8').matchAll(
    /^\| ([\w-]+) \| (?:one|many|optional) \| ([^|]+) \|/gm,
  );
  const all = headersBelow(root, include);
  const found = [...rows].map(([, contract, cell]) => {
    const named = [...cell.matchAll(/`([\w/]+\.h)`/g)].map(([, path]) => path);
    const folder = named[0]?.replace(/[^/]+$/, '') ?? '';
    const headers = named
      .map((path) => `${include}/${path.startsWith('uc/') ? path : folder + path}`)
      .flatMap((path) => [path].concat(all.filter((other) => other.startsWith(path.replace(/\.h$/, '/')))));
    return [contract, headers];
  });
  return new Map(found);
}

/** As it is included: `uc/sched.h`. */
function nameOf(path) {
  return path.replace(/^.*\/include\//, '');
}

function headersBelow(root, folder) {
  return readdirSync(join(root, folder), { recursive: true })
    .map((path) => `${folder}/${path}`)
    .filter((path) => path.endsWith('.h'))
    .toSorted();
}
