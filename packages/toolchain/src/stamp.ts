import { readFileSync } from 'node:fs';
import { stampOf, type FileStamp } from './file-hashes.ts';
import type { WarningEvent } from './reporter.ts';
import { replaceFile, type Stored } from './store.ts';

export type Stamped = readonly (readonly [path: string, stamp: FileStamp])[];

/** What the last build of a target was made of, so that a build of nothing looks at file times only. */
export interface BuildStamp {
  /** The plan, the options and the programs. */
  readonly key: string;
  /** Every file and folder that was looked at. */
  readonly inputs: Stamped;
  readonly outputs: Stamped;
  /** Libraries, scripts and flags of the image. */
  readonly linkKey: string;
  /** What the linker read beside the libraries: scripts and libgcc. */
  readonly linkInputs: readonly string[];
  readonly initrdKey: string;
  /** The libraries' objects in the cache, in link order. */
  readonly linked: readonly (Stored & { readonly name: string })[];
  /** Said again by each build until they are mended. */
  readonly warnings: readonly WarningEvent[];
}

/** Reads a target's stamp; an unreadable one counts as none. */
export function readStamp(file: string): BuildStamp | undefined {
  try {
    const stamp = JSON.parse(readFileSync(file, 'utf8')) as Partial<BuildStamp> | null;
    const lists = [stamp?.inputs, stamp?.outputs, stamp?.linkInputs, stamp?.linked, stamp?.warnings];
    return lists.every(Array.isArray) ? (stamp as BuildStamp) : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a target's stamp. A failure costs the next build its short cut, not this one its image. */
export function writeStamp(file: string, stamp: BuildStamp): void {
  try {
    replaceFile(file, JSON.stringify(stamp));
  } catch {
    // See above.
  }
}

/** Tells whether all these files are still the ones that were stamped. */
export function areUntouched(files: Stamped): boolean {
  return files.every(([path, stamp]) => stampOf(path) === stamp);
}

/** Stamps files as they are now; undefined where one of them is missing. */
export function stampAll(paths: readonly string[]): Stamped | undefined {
  const stamped = paths.map((path) => [path, stampOf(path) ?? ''] as const);
  return stamped.every(([, stamp]) => stamp !== '') ? stamped : undefined;
}
