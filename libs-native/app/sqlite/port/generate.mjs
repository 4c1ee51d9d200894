// Makes the amalgamation and the shell out of upstream's source tree, by upstream's own Makefile, into vendor/generated.
// Node built-ins only.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const vendor = join(dirname(dirname(fileURLToPath(import.meta.url))), 'vendor');
const made = join(vendor, 'generated');
const files = ['sqlite3.c', 'sqlite3.h', 'shell.c'];

// vendor/ is made anew where the pin changes.
if (!existsSync(made)) {
  const scratch = join(vendor, 'build-generated');
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(join(scratch, 'made'), { recursive: true });
  // Its generators are C (lemon and others), compiled here, and Tcl.
  const args = ['-s', '-f', join(vendor, 'main.mk'), `TOP=${vendor}`, 'BCC=gcc -O1 -w', ...files];
  const done = spawnSync('make', args, { cwd: scratch, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (done.status !== 0) {
    process.stderr.write(`${done.stdout ?? ''}${done.stderr ?? ''}${done.error ?? ''}\n`);
    console.error(
      'error: SQLite is not generated.\n  It takes make, gcc and tclsh: apt-get install make gcc tcl',
    );
    process.exit(1);
  }
  for (const file of files) copyFileSync(join(scratch, file), join(scratch, 'made', file));
  renameSync(join(scratch, 'made'), made);
  rmSync(scratch, { recursive: true });
}
