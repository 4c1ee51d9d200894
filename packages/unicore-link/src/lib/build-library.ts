import { readFileSync, realpathSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { type Library, type LibraryDefinition, parseLibrary } from '@unicore/descriptor';
import { checkExpressions } from '@unicore/options';
import { findSettingLine } from '../config-text/setting-places.ts';
import { descriptorFailed, expressionsFailed } from '../errors.ts';
import { writeIfChanged } from '../write-if-changed.ts';
import { evaluateDescriptor } from './evaluate-descriptor.ts';
import { expandSources } from './expand-sources.ts';
import { formatLibrary } from './format-library.ts';
import { listFiles } from './glob.ts';

export interface BuiltLibrary {
  readonly library: Library;
  /** Absolute path of the descriptor. */
  readonly descriptor: string;
  /** Absolute path of dist/library.json. */
  readonly file: string;
  readonly changed: boolean;
}

/**
 * Evaluates `unicore.library.ts` of the author's own package in `folder` into the library that library.json holds.
 *
 * @throws {UnicoreError} `ERR_UNICORE_NO_DESCRIPTOR`, `ERR_UNICORE_DESCRIPTOR_FAILED`, `ERR_UNICORE_BAD_DESCRIPTOR`,
 * `ERR_UNICORE_PATTERN_MATCHES_NOTHING`, `ERR_UNICORE_DESCRIPTOR_EXPRESSION`
 */
export async function evaluateLibrary(folder: string): Promise<{ library: Library; descriptor: string }> {
  const { path, definition } = await evaluateDescriptor(folder);
  const data = asData(definition, path);
  // First the shape, before the globs: then `sources` is a list of what expandSources takes.
  parseLibrary({ ...data, schema: 1, sources: withoutGlobs(data['sources']) }, { file: path });
  const entries = data['sources'] as LibraryDefinition['sources'];
  const sources = expandSources({ entries, files: listFiles(folder), descriptor: path });
  const library = parseLibrary({ ...data, schema: 1, sources }, { file: path });
  const problems = checkExpressions(library);
  if (problems.length > 0) {
    const text = readFileSync(path, 'utf8');
    const lineOf = (place: string) => nearestLine(text, place.split(/[.[\]]+/));
    throw expressionsFailed(
      path,
      problems.map((problem) => Object.assign({}, problem, { line: lineOf(problem.path) })),
    );
  }
  return { library, descriptor: path };
}

/** Where a setting of a descriptor stands, or what it is part of where code makes that. */
function nearestLine(text: string, path: readonly string[]): number | undefined {
  if (path.length === 0) return undefined;
  return findSettingLine({ text, isJson: false, prefix: [] }, path) ?? nearestLine(text, path.slice(0, -1));
}

/** Evaluates the descriptor in `folder` and writes dist/library.json, as a whole or not at all. */
export async function buildLibrary(folder: string): Promise<BuiltLibrary> {
  const root = realpathSync(folder);
  const { library, descriptor } = await evaluateLibrary(root);
  const file = join(root, 'dist', 'library.json');
  const changed = writeIfChanged(file, formatLibrary(library));
  const now = new Date();
  if (!changed) utimesSync(file, now, now); // So that it counts as newer than what it was made from.
  return { library, descriptor, file, changed };
}

/** What library.json would hold: undefined values are gone, and a function is refused. */
function asData(definition: LibraryDefinition, path: string): Readonly<Record<string, unknown>> {
  const refuseFunctions = (key: string, value: unknown): unknown => {
    if (typeof value === 'function')
      throw descriptorFailed(path, new TypeError(`"${key}" is a function, and a descriptor is data`));
    return value;
  };
  return JSON.parse(JSON.stringify(definition, refuseFunctions)) as Record<string, unknown>;
}

function withoutGlobs(sources: unknown): unknown {
  if (!Array.isArray(sources)) return sources;
  return sources.map((entry: unknown) => {
    if (typeof entry === 'string') return { files: [] };
    return typeof entry === 'object' && entry !== null && 'files' in entry && Array.isArray(entry.files)
      ? { ...entry, files: [] }
      : entry;
  });
}
