import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AppConfig } from '@unicore/resolve';
import { bytesInMemory, type BuiltImage, sizeReport } from '@unicore/toolchain';
import { overBudget } from '../errors.ts';
import { writeIfChanged } from '../write-if-changed.ts';

const namedAtMost = 5;

/**
 * Holds images against the budget of their application's config. What they took when they last kept within it stands in
 * `.unicore`, so that an error says what has grown.
 *
 * @throws {UnicoreError} `ERR_UNICORE_OVER_BUDGET`
 */
export function checkBudget(images: readonly BuiltImage[], { budget }: AppConfig, appFolder: string): void {
  if (!budget) return;
  for (const image of images) {
    const { platform, architecture, sizeBytes } = image;
    const { libraries, total } = sizeReport(image);
    const now = new Map(libraries.map((row) => [row.library, bytesInMemory(row)]));
    const file = join(appFolder, '.unicore', `${platform}-${architecture}`, 'sizes.json');
    const breaches = [
      { what: 'file', takes: sizeBytes, allowed: budget.imageBytes },
      { what: 'memory at its start', takes: bytesInMemory(total), allowed: budget.memoryBytes },
    ].filter(({ takes, allowed }) => allowed !== undefined && takes > allowed);
    if (breaches.length > 0)
      throw overBudget(
        `${platform}/${architecture}`,
        breaches.map(({ what, takes, allowed = 0 }) => `${what}: ${takes} bytes of ${allowed}`),
        culprits(now, readSizes(file)),
      );
    writeIfChanged(file, `${JSON.stringify(Object.fromEntries(now))}\n`);
  }
}

/** Those that have grown most since; without a record, the largest. */
function culprits(
  now: ReadonlyMap<string, number>,
  before: Readonly<Record<string, number>>,
): readonly string[] {
  const rows = [...now].map(([library, bytes]) => ({
    library,
    bytes,
    grown: bytes - (before[library] ?? 0),
  }));
  const known = Object.keys(before).length > 0;
  return rows
    .filter(({ grown }) => grown > 0)
    .toSorted((left, right) => right.grown - left.grown)
    .slice(0, namedAtMost)
    .map(
      ({ library, bytes, grown }) =>
        `${library}: ${bytes} bytes${known ? `, ${grown} more than within the budget` : ''}`,
    );
}

function readSizes(file: string): Readonly<Record<string, number>> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, number>>;
  } catch {
    return {};
  }
}
