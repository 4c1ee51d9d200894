import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Image } from '@unicore/runner';
import type { Reporter } from '../reporter.ts';

/** Files that are written of what a guest leaves in its memory. */
export interface MemoryReports {
  /** A Chrome trace where its name ends in .json, else text. */
  readonly trace?: string | undefined;
  /** An SVG where its name ends in .svg, else folded stacks. */
  readonly flameGraph?: string | undefined;
}

/** The memory of one guest, from before its start to after its end. */
export interface MemoryRecording {
  readonly memoryFile: string;
  /** Writes the files, and takes the memory away. */
  write(image: Image, reporter: Reporter): Promise<void>;
}

/** Prepares to write `reports`; nothing where there are none. */
export function recordMemory(reports: MemoryReports): MemoryRecording | undefined {
  const { trace, flameGraph } = reports;
  if (trace === undefined && flameGraph === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'unicore-memory-'));
  const memoryFile = join(folder, 'memory');
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return {
    memoryFile,
    async write(image, reporter) {
      if (!existsSync(memoryFile)) return; // Of a platform that has none, and whose runner has said so.
      if (trace !== undefined) await writeTrace(trace, image, memoryFile, reporter);
      if (flameGraph !== undefined) await writeProfile(flameGraph, image, memoryFile, reporter);
    },
  };
}

async function writeTrace(file: string, image: Image, memoryFile: string, reporter: Reporter): Promise<void> {
  const { chromeTrace, readTrace, traceText } = await import('@unicore/runner');
  const trace = readTrace(image.symbols, memoryFile);
  writeFileSync(file, file.endsWith('.json') ? chromeTrace(trace) : traceText(trace));
  reporter.note(
    `trace: ${file}, ${trace.events.length} events${trace.lost > 0 ? `; ${trace.lost} older ones were overwritten (option trace.kib)` : ''}`,
  );
}

async function writeProfile(
  file: string,
  image: Image,
  memoryFile: string,
  reporter: Reporter,
): Promise<void> {
  const { flameGraph, foldedStacks, readProfile } = await import('@unicore/runner');
  const profile = await readProfile(image.symbols, memoryFile);
  writeFileSync(file, file.endsWith('.svg') ? flameGraph(profile) : foldedStacks(profile));
  const samples = profile.stacks.reduce((sum, { count }) => sum + count, 0);
  reporter.note(
    `flame graph: ${file}, ${samples} samples, ${profile.idle} more while idle${profile.lost > 0 ? `; ${profile.lost} were lost (option profile.kib)` : ''}`,
  );
}
