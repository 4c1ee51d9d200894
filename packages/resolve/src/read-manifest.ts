import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { badPackageJson } from './errors.ts';

/** What is read of a package.json. */
export interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly unicore?: { readonly library?: string };
}

/** @throws {UnicoreError} `ERR_UNICORE_BAD_PACKAGE_JSON` */
export function readManifest(folder: string): Manifest {
  const file = join(folder, 'package.json');
  let manifest: unknown;
  try {
    manifest = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/u, ''));
  } catch (cause) {
    throw badPackageJson(file, (cause as Error).message, cause);
  }
  const problem = problemOf(manifest);
  if (problem !== undefined) throw badPackageJson(file, problem);
  return manifest as Manifest;
}

function problemOf(manifest: unknown): string | undefined {
  if (!isRecord(manifest)) return 'it is not an object';
  for (const field of ['name', 'version']) {
    if (!isTextOrAbsent(manifest[field])) return `"${field}" is not a string`;
  }
  for (const field of ['dependencies', 'unicore']) {
    if (manifest[field] !== undefined && !isRecord(manifest[field])) return `"${field}" is not an object`;
  }
  const unicore = manifest.unicore as Record<string, unknown> | undefined;
  return isTextOrAbsent(unicore?.library) ? undefined : '"unicore.library" is not a string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}
