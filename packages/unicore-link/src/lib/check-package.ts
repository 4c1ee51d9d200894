import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { includeFolders, type Library } from '@unicore/descriptor';
import { captureCommand } from '@unicore/runner';
import type { Finding } from './find-conditionals.ts';
import { listFiles } from './glob.ts';

interface Manifest {
  readonly name?: string;
  readonly unicore?: { readonly library?: string };
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Checks package.json: what the linker goes by, and that nothing runs at install. */
export function checkManifest(folder: string): readonly Finding[] {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  const wanted: readonly (readonly [boolean, string])[] = [
    [
      manifest.unicore?.library === './dist/library.json',
      'needs "unicore": {"library": "./dist/library.json"}',
    ],
    [
      manifest.exports?.['./package.json'] === './package.json',
      'needs "./package.json": "./package.json" in "exports"',
    ],
    [
      manifest.exports?.['./library.json'] === './dist/library.json',
      'needs "./library.json": "./dist/library.json" in "exports"',
    ],
    [manifest.peerDependencies === undefined, 'has "peerDependencies"; libraries depend by "dependencies"'],
    ...['preinstall', 'install', 'postinstall'].map(
      (script) =>
        [
          manifest.scripts?.[script] === undefined,
          `has a script "${script}"; nothing of a library runs at install`,
        ] as const,
    ),
  ];
  return wanted.filter(([holds]) => !holds).map(([, text]) => ({ place: 'package.json', text }));
}

/** Checks that the npm tarball would hold all that library.json names: sources, headers, linker scripts, itself. */
export async function checkTarball(folder: string, library: Library): Promise<readonly Finding[]> {
  const { status, stdout, stderr } = await captureCommand(
    'npm',
    ['pack', '--dry-run', '--json', '--ignore-scripts'],
    { cwd: folder },
  );
  if (status !== 0) return [{ place: 'package.json', text: `npm pack fails: ${stderr.trim()}` }];
  const [packed] = JSON.parse(stdout) as readonly { readonly files: readonly { readonly path: string }[] }[];
  const held = new Set(packed?.files.map((file) => file.path));
  return neededFiles(folder, library)
    .filter((file) => !held.has(file))
    .map((file) => ({ place: 'package.json', text: `"files" leaves out ${file}` }));
}

function neededFiles(folder: string, library: Library): readonly string[] {
  const includes = [
    ...includeFolders(library.includes?.public),
    ...includeFolders(library.includes?.private),
  ].map((path) => `${path.replace(/\/$/, '')}/`);
  const headers = listFiles(folder).filter(
    (file) => /\.(?:h|inc|def)$/.test(file) && includes.some((include) => file.startsWith(include)),
  );
  const scripts = Object.values(library.link?.scripts ?? {});
  const sources = [
    ...library.sources.flatMap((group) => group.files),
    ...(library.stubs ?? []).map((stubs) => stubs.source),
    ...(library.wraps ?? []).map((wraps) => wraps.source),
  ];
  return [...new Set(['dist/library.json', 'package.json', ...sources, ...headers, ...scripts])].toSorted();
}
