// The process that stands for one guest of the Xen that runs here: the guest's console is its stdout and stdin, what xl says its
// stderr. `start` of this package runs it with an XlJob as its only argument. SIGTERM ends the guest, and so does the end of
// whoever started this, which closes descriptor 3.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { captureCommand } from './spawn.ts';
import { typeInput } from './xen/console-input.ts';
import type { XlJob } from './xen/guest-job.ts';
import { passInput } from './xen/pass-input.ts';

const job = JSON.parse(process.argv[2] ?? '') as XlJob;
const over = new AbortController();
process.on('SIGTERM', () => void destroy());
process.on('SIGINT', () => undefined); // The terminal sends it to all; who started this decides.
const starter = new Socket({ fd: 3 }).unref().resume();
starter.once('close', () => void destroy()).once('error', () => undefined);

const folder = mkdtempSync(join(tmpdir(), 'unicore-xl-'));
try {
  const file = join(folder, `${job.name}.cfg`);
  writeFileSync(file, job.config);
  // The client of the console ends with its input, which therefore stays open.
  const xl = execa('xl', ['create', '-F', '-c', file, ...job.overrides], {
    stdio: ['pipe', 'inherit', 'inherit'],
    buffer: false,
    reject: false,
    cleanup: false,
    detached: true, // Ctrl-C of the terminal is not for it.
  });
  xl.stdin.on('error', () => undefined);
  if (job.stdin) passInput((input) => input.pipe(typeInput()).pipe(xl.stdin, { end: false }));
  await xl;
} finally {
  over.abort();
  process.stdin.destroy();
  rmSync(folder, { recursive: true, force: true });
}

/** Again and again, since there may be no domain yet. */
async function destroy(): Promise<void> {
  while (!over.signal.aborted) {
    await captureCommand('xl', ['destroy', job.name]);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
