import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { captureCommand } from '@unicore/runner';

const sources = join(import.meta.dirname, '../guest');
const flags = [
  ...['-std=gnu11', '-Os', '-Wall', '-Wextra', '-Werror', '-ffreestanding', '-nostdlib', '-static'],
  ...['-fno-pic', '-no-pie', '-mgeneral-regs-only', '-mno-red-zone', '-mcmodel=kernel'],
  ...['-fno-stack-protector', '-fcf-protection=none', '-fno-asynchronous-unwind-tables', '-fno-builtin'],
  ...['-Wl,-z,max-page-size=4096', '-Wl,-z,noexecstack', '-Wl,--build-id=none', '-Wl,--strip-all'],
];

/** Compiles the bed's own guest. */
export async function buildGuest(): Promise<{ readonly path: string; readonly remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'unicore-guest-'));
  const path = join(folder, 'guest');
  const files = ['start.S', 'main.c'].map((name) => join(sources, name));
  const script = join(sources, 'guest.ld');
  const { status, stderr } = await captureCommand('gcc', [...flags, '-T', script, '-o', path, ...files]);
  if (status !== 0) throw new Error(stderr);
  return { path, remove: () => rmSync(folder, { recursive: true }) };
}
