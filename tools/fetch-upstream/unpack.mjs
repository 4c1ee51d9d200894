import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join, sep } from 'node:path';
import { UpstreamError } from './upstream-error.mjs';

/** Files that npm obeys inside a package, and would leave sources out of the tarball for. */
const obeyed = new Set(['.gitignore', '.npmignore']);

/** Unpacks `archive` without its top folder into `folder`, which is made, as npm can carry it: plain files only. */
export function unpack(archive, folder) {
  mkdirSync(folder, { recursive: true });
  const result = spawnSync(
    'tar',
    ['-x', '-f', archive, '-C', folder, '--strip-components=1', '--no-same-owner', '--no-same-permissions'],
    {
      encoding: 'utf8',
    },
  );
  if (result.error || result.status !== 0) {
    throw new UpstreamError(
      `${archive} cannot be unpacked: ${result.error?.message ?? result.stderr.trim()}`,
      'Install tar and xz-utils: apt-get install tar xz-utils',
    );
  }
  makePlain(folder, realpathSync(folder));
}

/** Removes ignore files and puts files in the place of links. A link that leads out of `root` or nowhere is removed. */
function makePlain(folder, root) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const stat = lstatSync(path);
    if (stat.isDirectory()) makePlain(path, root);
    else if (obeyed.has(name)) rmSync(path);
    else if (stat.isSymbolicLink()) replaceLink(path, root);
  }
}

function replaceLink(path, root) {
  const target = existsSync(path) ? realpathSync(path) : undefined;
  rmSync(path);
  if (target?.startsWith(root + sep) && statSync(target).isFile()) copyFileSync(target, path);
}
