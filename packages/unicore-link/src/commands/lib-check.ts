import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { type ConditionalRange, includeFolders, type Library, type Option } from '@unicore/descriptor';
import { optionMacros } from '@unicore/options';
import { findReplacements } from '@unicore/resolve';
import { readFreshTree } from '../app/read-app.ts';
import type { RunCommand } from '../command.ts';
import { libraryCheckFailed } from '../errors.ts';
import { buildLibrary } from '../lib/build-library.ts';
import { checkHeaders } from '../lib/check-headers.ts';
import { checkManifest, checkTarball } from '../lib/check-package.ts';
import { findConditionals, type Finding } from '../lib/find-conditionals.ts';
import { listFiles } from '../lib/glob.ts';
import { hostedPackage, locatePackage } from '../lib/locate-package.ts';

const libCheck: RunCommand = async ({ cwd, reporter }) => {
  const { library } = await buildLibrary(cwd);
  const tree = await readFreshTree(cwd, reporter);
  const folder = tree.app.folder;
  const seen = [{ folder, library }, ...tree.packages];
  // Contract headers include those of some architecture: that of `hosted` stands in where no dependency brings one.
  const hosted = locatePackage(hostedPackage, folder);
  const fallback = hosted === undefined ? [] : [join(hosted, 'include')];
  const findings = [
    ...checkManifest(folder),
    ...checkConditionals(folder, library),
    ...(await checkHeaders({
      folder,
      library,
      includes: [
        ...seen.flatMap((entry) =>
          includeFolders(entry.library.includes?.public).map((path) => join(entry.folder, path)),
        ),
        ...fallback,
      ],
      macros: defaultMacros(seen.map((entry) => entry.library)),
    })),
    ...(await checkTarball(folder, library)),
  ];
  const notes = noteReplacements(library);
  for (const { place, text } of notes) reporter.note(`note: ${place}: ${text}`);
  for (const { place, text } of findings) reporter.result(`${place}: ${text}`);
  reporter.object({ library: library.name, findings, notes });
  if (findings.length > 0) throw libraryCheckFailed(library.name, findings.length);
  reporter.result(`${library.name}: sound`);
};

/** Sources and headers of the library's own: upstream code in vendor/ is as it is. */
function checkConditionals(folder: string, { pool }: Library): readonly Finding[] {
  return listFiles(folder)
    .filter((file) => /^(?!vendor\/|tests\/).*\.(?:[chS]|inc)$/.test(file))
    .flatMap((file) => findConditionals(pool, file, readFileSync(join(folder, file), 'utf8')));
}

/** Another language under the same name is easily overlooked; whether it is meant to replace, only the author knows. */
function noteReplacements(library: Library): readonly Finding[] {
  return findReplacements(library)
    .filter(({ file, by }) => extname(file) !== extname(by))
    .map(({ file, by, architecture }) => ({
      place: file,
      text: `${by} replaces it on ${architecture}; to compile both, give one another name`,
    }));
}

/** Every option of every library, at a value that its type has: enough for headers to compile. */
function defaultMacros(libraries: readonly Library[]): string {
  const values = Object.fromEntries(
    libraries.flatMap(({ name, options }) =>
      Object.entries(options ?? {}).map(([key, option]) => [`${name}.${key}`, plainDefault(option)] as const),
    ),
  );
  const macros = optionMacros({ values }, libraries);
  return Object.entries(macros)
    .map(([name, value]) => `#define UC_CONFIG_${name} ${value}\n`)
    .join('');
}

/** The last default that is a constant, else the lowest value, else nothing of its kind. */
function plainDefault(option: Option): boolean | number | string {
  const { default: value } = option;
  const last = typeof value === 'object' ? value.at(-1) : { value };
  if (last !== undefined && 'value' in last && last.value !== undefined) return last.value;
  switch (option.type) {
    case 'bool':
    case 'tristate':
      return false;
    case 'int':
    case 'hex':
      return lowest(option.range?.[0]) ?? (option.type === 'int' ? 0 : '0x0');
    case 'string':
      return '';
    case 'choice':
      return Object.keys(option.members)[0] ?? '';
  }
}

function lowest<Value extends number | string>(
  end: Value | ConditionalRange<Value> | undefined,
): number | string | undefined {
  const low = typeof end === 'object' ? end.low : end;
  return typeof low === 'number' || low?.startsWith('0x') === true ? low : undefined;
}

export default libCheck;
