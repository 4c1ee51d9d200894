// The process that stands for one guest of the Xen that runs here: the guest's console is its stdout and stdin, what xl says its
// stderr. `start` of this package runs it with an XlJob as its only argument. SIGTERM ends the guest, and so does the end of
// whoever started this, which closes descriptor 3.
import { constants, createWriteStream, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline, type Readable } from 'node:stream';
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
  const xl = execa('xl', ['create', '-F', '-c', file, ...job.overrides], {
    stdio: ['ignore', 'inherit', 'inherit'],
    buffer: false,
    reject: false,
    cleanup: false,
    detached: true, // Ctrl-C of the terminal is not for it.
  });
  if (job.stdin) passInput((input) => void type(input).catch(() => undefined));
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

/** At the console's pty, since xl's client of it reads from a terminal alone. It breaks off where the guest ends. */
async function type(input: Readable): Promise<void> {
  for (;;) {
    const { stdout: id } = await captureCommand('xl', ['domid', job.name]);
    const path = `/local/domain/${id.trim()}/console/tty`;
    const { status, stdout: tty } = await captureCommand('xenstore-read', [path]);
    if (over.signal.aborted) return;
    if (status === 0) {
      const fd = openSync(tty.trim(), constants.O_WRONLY | constants.O_NOCTTY);
      pipeline(input, typeInput(), createWriteStream('', { fd }), () => undefined);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
