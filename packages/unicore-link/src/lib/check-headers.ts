import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { includeFolders, type Library } from '@unicore/descriptor';
import { captureCommand } from '@unicore/runner';
import type { Finding } from './find-conditionals.ts';
import { listFiles } from './glob.ts';

export interface HeaderCheck {
  readonly folder: string;
  readonly library: Library;
  /** Absolute folders of public includes that this library sees, its own first. */
  readonly includes: readonly string[];
  /** Definitions of option macros, one `#define` a line. */
  readonly macros: string;
}

/**
 * Compiles each public header alone, as the first line of a C file, and looks at the functions that it declares:
 * they are public, so they begin with `uc_` or stand in `exports`.
 */
export async function checkHeaders(check: HeaderCheck): Promise<readonly Finding[]> {
  const headers = publicHeaders(check);
  const scratch = mkdtempSync(join(tmpdir(), 'unicore-check-'));
  try {
    const findings: Finding[] = [];
    for (const header of headers) findings.push(...(await checkHeader(check, header, scratch)));
    return findings;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function publicHeaders({ folder, library }: HeaderCheck): readonly string[] {
  const roots = includeFolders(library.includes?.public)
    .map((path) => `${path.replace(/\/$/, '')}/`)
    // Upstream headers are as they are.
    .filter((root) => !root.startsWith('vendor/'));
  return listFiles(folder).filter(
    (file) => file.endsWith('.h') && roots.some((root) => file.startsWith(root)),
  );
}

async function checkHeader(check: HeaderCheck, header: string, scratch: string): Promise<readonly Finding[]> {
  const source = join(scratch, 'alone.c');
  const macros = join(scratch, 'macros.h');
  const declarations = join(scratch, 'declarations');
  const path = join(check.folder, header);
  writeFileSync(macros, check.macros);
  writeFileSync(source, `#include "${path}"\ntypedef int not_empty;\n`);
  const own = await captureCommand('gcc', ['-print-file-name=include']);
  const args = [
    ['-std=gnu11', '-ffreestanding', '-nostdinc', '-fsyntax-only', '-Wall', '-Wextra', '-Wundef', '-Werror'],
    ['-aux-info', declarations, '-include', macros],
    check.includes.flatMap((folder) => ['-I', folder]),
    ['-isystem', own.stdout.trim(), source],
  ].flat();
  const { status, stderr } = await captureCommand('gcc', args, { cwd: scratch });
  if (status !== 0) return [{ place: header, text: `does not compile alone:\n${stderr.trimEnd()}` }];
  const text = await readFile(declarations, 'utf8');
  return foreignNames(text, path, check.library.exports ?? []).map(({ line, name }) => ({
    place: `${header}:${line}`,
    text: `declares "${name}", which is neither uc_... nor among "exports"`,
  }));
}

/** Reads what gcc's -aux-info wrote: functions that the header at `path` declares and that no user could link. Pure. */
export function foreignNames(
  auxInfo: string,
  path: string,
  exports: readonly string[],
): readonly { readonly line: number; readonly name: string }[] {
  return auxInfo.split('\n').flatMap((entry) => {
    const match = /^\/\* (.+):(\d+):\w+ \*\/ extern (.*)$/.exec(entry);
    const name = /([A-Za-z_]\w*) \(/.exec(match?.[3] ?? '')?.[1];
    if (!match || match[1] !== path || name === undefined || isPublic(name, exports)) return [];
    return [{ line: Number(match[2]), name }];
  });
}

function isPublic(name: string, exports: readonly string[]): boolean {
  if (name.startsWith('uc_')) return true;
  return exports.some((entry) =>
    entry.endsWith('*') ? name.startsWith(entry.slice(0, -1)) : name === entry,
  );
}
