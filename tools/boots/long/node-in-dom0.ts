import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { captureCommand, type XenBed } from '@unicore/runner';

/** What dom0 has of its own is left out. */
const library = /=> (\S+\/libstdc\+\+\.so\.\d+) /;

/**
 * Puts this machine's Node.js into dom0, as `/node/bin/node`, and @unicore/runner with all that it depends on, for
 * `/node/run-image.mjs`. They go there as an archive that is a disk.
 */
export async function installNode(bed: XenBed): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'uc-node-'));
  try {
    const stage = join(work, 'node');
    mkdirSync(join(stage, 'lib'), { recursive: true });
    cpSync(process.execPath, join(stage, 'bin/node'));
    const cxx = library.exec((await captureCommand('ldd', [process.execPath])).stdout)?.[1];
    if (cxx !== undefined) cpSync(realpathSync(cxx), join(stage, 'lib', basename(cxx)));
    cpSync(fileURLToPath(new URL('run-image.mjs', import.meta.url)), join(stage, 'run-image.mjs'));
    copyPackage('@unicore/runner', import.meta.filename, join(stage, 'node_modules'));

    const disk = join(work, 'disk.tar');
    const { status, stderr } = await captureCommand('tar', ['-C', work, '-cf', disk, 'node']);
    if (status !== 0) throw new Error(stderr);
    const device = await bed.attachDisk({ path: disk, readOnly: true }, 'node-disk');
    const unpacked = await bed.command(`tar -x -f ${device} -C /`);
    await bed.detachDisk('node-disk');
    if (unpacked.status !== 0) throw new Error(unpacked.output);
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** Copies a package and all that it depends on into one flat folder; each is there in one version. */
function copyPackage(name: string, from: string, into: string): void {
  const to = join(into, name);
  if (existsSync(to)) return;
  const manifest = findManifest(name, from);
  const folder = realpathSync(dirname(manifest));
  cpSync(folder, to, {
    recursive: true,
    filter: (path) => !['node_modules', 'src', 'test'].some((each) => path.startsWith(join(folder, each))),
  });
  const { dependencies = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    readonly dependencies?: Record<string, string>;
  };
  for (const each of Object.keys(dependencies)) copyPackage(each, join(folder, 'package.json'), into);
}

function findManifest(name: string, from: string): string {
  const folders = createRequire(from).resolve.paths(name) ?? [];
  const found = folders.map((folder) => join(folder, name, 'package.json')).find((file) => existsSync(file));
  if (found === undefined) throw new Error(`${name} is not installed`);
  return found;
}
