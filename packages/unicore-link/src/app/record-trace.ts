import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Image } from '@unicore/runner';
import type { Reporter } from '../reporter.ts';

/** The trace of one guest, from before its start to after its end. */
export interface TraceRecording {
  /** The guest's memory. */
  readonly memoryFile: string;
  /** Writes the trace, and takes the memory away. */
  write(image: Image, reporter: Reporter): Promise<void>;
}

/** Prepares to write what a guest traces to `file`: as a Chrome trace where its name ends in .json, else as text. */
export function recordTrace(file: string): TraceRecording {
  const folder = mkdtempSync(join(tmpdir(), 'unicore-trace-'));
  const memoryFile = join(folder, 'memory');
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return {
    memoryFile,
    async write(image, reporter) {
      if (!existsSync(memoryFile)) return; // Of a platform that has none, and whose runner has said so.
      const { chromeTrace, readTrace, traceText } = await import('@unicore/runner');
      const trace = readTrace(image.symbols, memoryFile);
      writeFileSync(file, file.endsWith('.json') ? chromeTrace(trace) : traceText(trace));
      reporter.note(
        `trace: ${file}, ${trace.events.length} events${trace.lost > 0 ? `; ${trace.lost} older ones were overwritten (option trace.kib)` : ''}`,
      );
    },
  };
}
